//! A random model: seed 7 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    conv1: Conv2d,
    kernel: Tensor,
    norm0: BatchNorm2d,
    average: AvgPool2d,
    act_identity: Identity,
    pool: MaxPool2d,
    never: Option<Conv2d>,
    join: Conv2d,
    act_relu: ReLU,
    pair: (Conv2d, BatchNorm2d),
    norm2: BatchNorm2d,
    conv2: Conv2d,
    convs: Vec<Conv2d>,
    count: usize,
    pairs: Vec<(Conv2d, BatchNorm2d)>,
    maybe: Option<Conv2d>,
    scale: f32,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            conv1: Conv2d::new(4, 4, 1),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            norm0: BatchNorm2d::new(4),
            average: AvgPool2d::new(3).stride(1).padding(1),
            act_identity: Identity::new(),
            pool: MaxPool2d::new(3).stride(1).padding(1),
            never: None,
            join: Conv2d::new(8, 4, 1),
            act_relu: ReLU::new(),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            norm2: BatchNorm2d::new(4),
            conv2: Conv2d::new(4, 4, 3).padding(1).bias(false),
            convs: vec![Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(1)],
            count: 3,
            pairs: vec![(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            scale: 0.5,
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let t3 = F::add_with(x.conv2d(&self.kernel, None, 1, 0, 1, 1), self.average.forward(&x), 0.5) - F::relu(F::relu(&x));
        self.act_identity.forward(x + &t3)
    }
    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::max_pool2d(F::pad(a, [1, 1, 1, 1], 0.0), 3, 1).relu()
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = F::relu(self.norm0.forward(self.conv1.forward(F::conv2d(x.add(&x), &self.kernel, None, 1, 0, 1, 1))));
        let mut all2 = vec![self.step(t1, 0.5), x.clone()];
        let mut sum4 = all2.pop().unwrap();
        for each in &all2 {
            sum4 += each;
        }
        let mut x = self.pool.forward(sum4).conv2d(&self.kernel, None, 1, 0, 1, 1) * F::relu6(&x).reshape([-1, 4, 36]).view([2, 4, 6, 6]).mean([1], true);
        let r5 = &x;
        let mut v6 = match &self.never {
            Some(layer) => {
                F::adaptive_avg_pool2d(self.join.forward(F::cat([r5, &x], 1)), 3)
            }
            None => {
                assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
                let n7 = x.size(1) * x.size(-1);
                debug_assert!(n7 == 24 && x.numel() == 288);
                let k8 = n7 as f32 / 48.0;
                self.act_relu.forward(r5).max_pool2d(2, 2)
            }
        };
        let y9 = self.pair.0.forward(self.conv2.forward(r5));
        let y9 = self.norm2.forward(y9);
        let t10 = F::relu(y9);
        let mut acc11 = r5.clone();
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            let mut v12 = match self.count {
                0 | 3 => {
                    self.norm0.forward(Self::mix(t10.clone(), &acc11))
                }
                1..=2 => {
                    let mut acc13 = F::squeeze(t10.unsqueeze(1), 1);
                    for (conv, norm) in &self.pairs {
                        acc13 = acc11.relu6();
                    }
                    acc13
                }
                _ => {
                    let mut v14 = match &self.maybe {
                        Some(layer) => {
                            acc11 += self.scale;
                            self.act_identity.forward(&v6)
                        }
                        None => {
                            v6.clone()
                        }
                    };
                    t10.clone()
                }
            };
            acc11 = F::relu(self.norm2.forward(layer.forward(&v12)));
        }
        let r15 = &acc11;
        let t16 = self.join.forward(F::cat([r15, &acc11], 1));
        r15.max_pool2d(2, 2)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
