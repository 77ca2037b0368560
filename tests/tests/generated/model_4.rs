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
    pair: (Conv2d, BatchNorm2d),
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    convs: [Conv2d; 3],
    norm0: BatchNorm2d,
    norm1: BatchNorm2d,
    kernel: Tensor,
    part: Part,
    parts: Vec<Part>,
    scale: f32,
    count: usize,
    norm2: BatchNorm2d,
    never: Option<Conv2d>,
    two: [Part; 2],
    dropout: Dropout,
    head: Linear,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            convs: [Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1)],
            norm0: BatchNorm2d::new(4),
            norm1: BatchNorm2d::new(4),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            part: Part::new(),
            parts: vec![Part::new(), Part::new()],
            scale: 1.25,
            count: 3,
            norm2: BatchNorm2d::new(4),
            never: None,
            two: [Part::new(), Part::new()],
            dropout: Dropout::new(0.5),
            head: Linear::new(4, 6),
        }
    }

    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = y.conv2d(&self.kernel, None, 1, 0, 1, 1).relu();
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::mul_scalar(&y + &y, 1.5);
        }
        y
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = F::relu(self.two_pairs[0].1.forward(self.pair.0.forward(&x)));
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            let y2 = self.pair.0.forward(self.norm1.forward(layer.forward(&x)));
            let y2 = self.norm0.forward(y2);
            let t3 = F::relu(y2 + acc1.conv2d(&self.kernel, None, 1, 0, 1, 1));
            acc1 = F::relu(acc1).sub(F::relu(self.norm1.forward(layer.forward(&t3))));
        }
        let mut t4 = self.part.forward(self.parts[1].forward(&acc1 + self.scale));
        let mut all5 = Vec::new();
        all5.push(F::relu(self.two_pairs[1].1.forward(self.convs[0].forward(acc1.clone()))) - 0.5);
        for layer in self.convs.iter().take(2) {
            all5.push(F::add(&x * -0.5, &t4));
        }
        let t6 = F::cat(&all5, 1).mean([1], true) + &all5[0];
        let mut v7 = if self.count > 1 {
            self.limited(F::relu(self.norm2.forward(self.two_pairs[1].0.forward(&t6))), 2).unwrap()
        } else {
            let mut t8 = {
                if let Some(layer) = self.never.as_ref() {
                    acc1 = F::relu(layer.forward(self.norm0.forward(t4.clone())) + self.twice(&t6, 1));
                }
                t6.max_pool2d(2, 2)
            };
            self.two[1].forward(F::relu6(t6))
        };
        let mut acc9 = v7;
        let mut n10 = 0;
        while n10 < self.count {
            let mut t11 = self.parts[1].forward(acc1.clone());
            acc9 = &acc9 - 1.5;
            n10 += 1;
        }
        let mut acc1 = t4 + acc1.mean([1], true);
        acc9 -= &acc1;
        let t12 = acc1.relu6();
        let mut t13 = self.dropout.forward(t12);
        self.head.forward(F::flatten(F::adaptive_avg_pool2d(acc9, 1), 1, -1))
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
