//! A random model: seed 2 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    maybe: Option<Conv2d>,
    count: usize,
    fancy: bool,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    pair: (Conv2d, BatchNorm2d),
    join: Conv2d,
    conv1: Conv2d,
    kernel: Tensor,
    norm1: BatchNorm2d,
    conv2: Conv2d,
    conv0: Conv2d,
    norm0: BatchNorm2d,
    never: Option<Conv2d>,
    norm2: BatchNorm2d,
    scale: f32,
    dropout: Dropout,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            count: 1,
            fancy: true,
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            join: Conv2d::new(8, 4, 1),
            conv1: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            norm1: BatchNorm2d::new(4),
            conv2: Conv2d::new(4, 4, 3).padding(1).bias(false),
            conv0: Conv2d::new(4, 4, 1),
            norm0: BatchNorm2d::new(4),
            never: None,
            norm2: BatchNorm2d::new(4),
            scale: 0.75,
            dropout: Dropout::new(0.5),
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::max_pool2d(F::pad(b.relu(), [1, 1, 1, 1], 0.0), 3, 1)
    }
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::relu6(&y) + y.relu().mean([1], true);
        }
        y
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = F::transpose(&x, 2, 3);
        let mut n2 = 0;
        while n2 < 2 && acc1.mean_value() < 10.0 {
            if self.maybe.is_some() {
                let mut v3 = match &self.maybe {
                    None => {
                        let mut v4 = if self.count % 2 == 1 && self.fancy {
                            F::relu(&acc1).max_pool2d(2, 2)
                        } else {
                            F::adaptive_avg_pool2d(F::relu(self.two_pairs[0].1.forward(self.two_pairs[1].0.forward(&x))), 3)
                        };
                        self.join.forward(F::cat([&acc1, &self.pair.0.forward(&acc1)], 1))
                    }
                    Some(layer) => {
                        Self::mix(x.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1), &acc1)
                    }
                };
                acc1 = self.norm1.forward(self.conv1.forward(v3.conv2d(&self.kernel, None, 1, 0, 1, 1)));
            } else if self.maybe.is_some() {
                acc1 = self.conv1.forward(&acc1).relu();
            } else {
                acc1 = self.twice(&acc1, 2) - (&acc1 + &x);
            }
            acc1 = self.conv2.forward(&acc1);
            n2 += 1;
        }
        let t5 = F::relu(self.norm0.forward(self.conv0.forward(F::max_pool2d(F::pad(F::relu(&acc1), [1, 1, 1, 1], 0.0), 3, 1))));
        if let Some(layer) = self.never.as_ref() {
            acc1 = F::conv2d(t5 + acc1.clone(), &self.kernel, None, 1, 0, 1, 1);
        }
        if let Some(layer) = &self.maybe {
            acc1 = F::relu(self.norm2.forward(layer.forward(&acc1)));
        }
        let mut v6 = match &self.never {
            Some(layer) => {
                self.scale * F::add_with(&acc1, &acc1, 0.5)
            }
            None => {
                acc1 += &x;
                acc1
            }
        };
        v6 = &v6 * x.mean([1], true);
        let n7 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n7 == 24 && x.numel() % 144 == 0);
        let k8 = n7 as f32 / 48.0;
        let v6 = self.dropout.forward(&v6);
        let n9 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n9 == 24 && x.numel() % 144 == 0);
        let k10 = n9 as f32 / 48.0;
        let x = v6.relu6();
        let mut t11 = F::adaptive_avg_pool2d(x, 3);
        F::relu(&v6)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
