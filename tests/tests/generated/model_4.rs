//! A random model: seed 4 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    norm0: BatchNorm2d,
    conv2: Conv2d,
    scale: f32,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            norm0: BatchNorm2d::new(4),
            conv2: Conv2d::new(4, 4, 3).padding(1),
            scale: 1.25,
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let mut all1 = vec![F::mul_scalar(&x, 0.25), self.norm0.forward(&x).permute([0, 1, 3, 2])];
        let mut t2 = all1.swap_remove(0) - all1.pop().unwrap();
        let t3 = self.conv2.forward(x.clone()).relu();
        t2 = t2.add_scalar(self.scale);
        let mut all4 = vec![t3, t2];
        let mut t5 = F::cat(&all4, 1).mean([1], true) + &all4[0];
        F::relu6(t5)
    }
}

#[quantizable]
struct Net {
    norm0: BatchNorm2d,
    convs: [Conv2d; 3],
    down: Conv2d,
    part: Part,
    parts: Vec<Part>,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    count: usize,
    head: Linear,
    conv0: Conv2d,
    conv2: Conv2d,
    norm2: BatchNorm2d,
    never: Option<Conv2d>,
    pool: MaxPool2d,
    scale: f32,
    wide144: Linear,
    dropout: Dropout,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            norm0: BatchNorm2d::new(4),
            convs: [Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1)],
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            part: Part::new(),
            parts: vec![Part::new(), Part::new()],
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            count: 2,
            head: Linear::new(4, 6),
            conv0: Conv2d::new(4, 4, 1),
            conv2: Conv2d::new(4, 4, 1),
            norm2: BatchNorm2d::new(4),
            never: None,
            pool: MaxPool2d::new(3).stride(1).padding(1),
            scale: 0.75,
            wide144: Linear::new(144, 6),
            dropout: Dropout::new(0.5),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut t3 = {
            self.down.forward(x.relu())
        };
        F::relu(self.norm0.forward(&x)) + F::pad(t3.clone(), [1, 2, 2, 1], 0.0)
    }
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::relu(&y);
        }
        y
    }
    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        let mut acc9 = F::relu(x);
        for i10 in 1..=2 {
            if let Some(layer) = self.never.as_ref() {
                acc9 = F::relu(layer.forward(self.norm0.forward(acc9.clone())) + ({ let inner = x.reshape([-1, 4, 36]); inner.view([-1, 4, 6, 6]) }));
            }
            acc9 = acc9.add_scalar(0.5) + x;
            acc9 = self.convs[i10].forward(&acc9);
            if i10 == 1 {
                continue;
            }
            acc9 = acc9.relu();
        }
        let y = self.pool.forward(acc9.clone());
        let _ = self.never.as_ref()?;
        Some(y)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = self.norm0.forward(x.clone());
        'outer2: for i in 0..3 {
            for layer in &self.convs {
                if i == 1 {
                    continue 'outer2;
                }
                acc1 = self.step(self.twice(&acc1, 2), 0.75);
                if i == 2 {
                    break 'outer2;
                }
            }
        }
        let t4 = 0.75 * self.part.forward(self.parts[1].forward(acc1));
        let mut all5 = vec![F::relu(&t4), F::relu(self.two_pairs[1].1.forward(self.convs[0].forward(t4.clone()))) - 0.5];
        let mut sum6 = all5.pop().unwrap();
        for each in &all5 {
            sum6 += each;
        }
        let mut v7 = 'done8: {
            if self.count > 1 {
                break 'done8 self.head.forward(x.relu().mean([2, 3], false));
            }
            sum6 = F::relu(F::relu(self.norm0.forward(self.conv0.forward(sum6))));
            self.head.forward(self.norm2.forward(self.conv2.forward(sum6)).mean([2, 3], false))
        };
        let mut v11 = self.attempt(&(x - self.scale)).unwrap_or(t4.clone());
        let mut acc12 = v11;
        for layer in self.convs.iter().rev() {
            acc12 = acc12.relu();
        }
        v7 = self.wide144.forward(acc12.reshape([-1, 144]));
        let mut t13 = v7 * 0.25;
        self.dropout.forward(&acc12) + &acc12
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
