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
    fancy: bool,
    head: Linear,
    conv0: Conv2d,
    kernel: Tensor,
    plain: bool,
    never: Option<Conv2d>,
    norm2: BatchNorm2d,
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
            fancy: true,
            head: Linear::new(4, 6),
            conv0: Conv2d::new(4, 4, 1),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            plain: false,
            never: None,
            norm2: BatchNorm2d::new(4),
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
            if !self.fancy {
                break 'done8 self.head.forward(F::flatten(F::adaptive_avg_pool2d(F::relu6(x), 1), 1, -1));
            }
            sum6 = F::relu(self.norm0.forward(self.conv0.forward(x.relu())));
            self.head.forward(sum6.conv2d(&self.kernel, None, 1, 0, 1, 1).mean([2, 3], false))
        };
        v7 = F::dropout(v7, 0.1);
        let mut v9 = if self.plain {
            if let Some(layer) = self.never.as_ref() {
                sum6 = layer.forward(sum6).relu();
            }
            sum6
        } else {
            sum6
        };
        let t10 = v7 - self.head.forward(F::flatten(F::adaptive_avg_pool2d(t4, 1), 1, -1));
        v9 = F::relu(self.norm2.forward(self.conv0.forward(v9.clone())));
        F::relu6(&v9) + &v9
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
