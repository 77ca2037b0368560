//! A random model: seed 3 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    convs: [Conv2d; 3],
    average: AvgPool2d,
    pair: (Conv2d, BatchNorm2d),
    norm0: BatchNorm2d,
    head: Linear,
    fancy: bool,
    norm1: BatchNorm2d,
    plain: bool,
    kernel: Tensor,
    dropout: Dropout,
    fc0: Linear,
    norm_flat: BatchNorm1d,
    join: Conv2d,
    maybe: Option<Conv2d>,
    pairs: Vec<(Conv2d, BatchNorm2d)>,
    count: usize,
    conv1: Conv2d,
    scale: f32,
    down: Conv2d,
    fc1: Linear,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            convs: [Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1)],
            average: AvgPool2d::new(3).stride(1).padding(1),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            norm0: BatchNorm2d::new(4),
            head: Linear::new(4, 6),
            fancy: true,
            norm1: BatchNorm2d::new(4),
            plain: false,
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            dropout: Dropout::new(0.5),
            fc0: Linear::new(6, 6).bias(false),
            norm_flat: BatchNorm1d::new(6),
            join: Conv2d::new(8, 4, 1),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            pairs: vec![(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            count: 1,
            conv1: Conv2d::new(4, 4, 1),
            scale: 0.5,
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            fc1: Linear::new(6, 6),
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        b.relu() + b
    }
    fn pick(&self, x: &Tensor) -> &Conv2d {
        if !self.fancy { &self.convs[0] } else { &self.pair.0 }
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let y15 = self.conv1.forward(x.add(&x));
        let y15 = self.norm1.forward(y15);
        let mut t16 = y15.relu() + &y15;
        t16.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1) + k + &x + &t16
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let n1 = x.size(1) * x.size(3);
        debug_assert_eq!(x.dim(), 4);
        let k2 = n1 as f32 / 48.0;
        let mut acc3 = x.relu();
        for i4 in 0..self.convs.len() {
            let mut t5 = self.average.forward(F::relu(self.norm0.forward(self.pair.0.forward(&acc3))).relu6());
            acc3 = F::add_with(F::relu(self.convs[i4].forward(acc3) + t5.permute([0, 1, 3, 2])), Self::mix(x.clone(), &t5), 0.5);
            acc3 = self.convs[i4].forward(&acc3);
            if i4 == 1 {
                continue;
            }
            acc3 = acc3.relu();
        }
        let mut t6 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(F::relu(self.norm1.forward(self.pick(&acc3).forward(&acc3 - &acc3))), 1), 1, -1));
        if !self.plain {
            acc3 = x.conv2d(&self.kernel, None, 1, 0, 1, 1);
        }
        t6 = self.dropout.forward(self.norm_flat.forward(self.fc0.forward(t6)).relu());
        let both9 = (F::hardswish(F::relu(&acc3)), F::relu6(self.join.forward(F::cat([&acc3, &x], 1))));
        let a7 = F::relu(&both9.0);
        let mut b8 = both9.1;
        if self.fancy {
            let r10 = &b8;
            acc3 = F::silu(&a7);
        } else if self.maybe.is_some() {
            t6 = self.norm_flat.forward(self.fc0.forward(t6.clone())).relu() - &t6;
        }
        let mut v11 = if self.fancy {
            let mut acc12 = F::sub(b8.clone(), a7);
            for (conv, norm) in &self.pairs {
                let mut v13 = match self.count {
                    0 | 3 => {
                        let t14: Tensor = -&acc12;
                        norm.forward(F::relu(t14))
                    }
                    1..=2 => {
                        t6 -= self.head.forward(F::flatten(F::adaptive_avg_pool2d(norm.forward(conv.forward(acc3.clone())), 1), 1, -1));
                        acc12.clone()
                    }
                    _ => {
                        b8.clone()
                    }
                };
                acc12 = self.step(acc3.clone(), self.scale);
            }
            F::adaptive_avg_pool2d(acc12, 3)
        } else {
            let t17 = self.down.forward(&a7);
            t17
        };
        let mut t18 = self.down.forward(b8.clone());
        let r19 = &b8;
        let t18 = t18.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1);
        self.fc1.forward(&t6) + acc3.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + b8.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + v11.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + t18.adaptive_avg_pool2d((1, 6)).mean([1, 2], false)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
