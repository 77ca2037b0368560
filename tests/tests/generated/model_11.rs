//! A random model: seed 11 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

fn soften(x: &Tensor) -> Tensor {
    let values = x.as_slice().iter().map(|v| v / (1.0 + v.abs()));
    Tensor::from_vec(values.collect(), x.shape())
}

#[quantizable]
struct Part {
    never: Option<Conv2d>,
    scale: f32,
    join: Conv2d,
    conv2: Conv2d,
    norm2: BatchNorm2d,
    wide144: Linear,
    kernel: Tensor,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            never: None,
            scale: 0.5,
            join: Conv2d::new(8, 4, 1),
            conv2: Conv2d::new(4, 4, 3).padding(1).bias(false),
            norm2: BatchNorm2d::new(4),
            wide144: Linear::new(144, 6),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let x: Tensor = F::relu(self.join.forward(F::cat([&x, &(self.scale * &x)], 1)));
        self.norm2.forward(self.conv2.forward(x.clone() - &x))
    }
    fn forward(&self, x: Tensor) -> Tensor {
        if self.never.is_some() {
            let mut t1 = F::relu(x.relu()).add_scalar(0.25);
            t1 = x.permute([0, 1, 3, 2]);
        } else if x.argmax() % 2 == 1 {
            let mut t2: Tensor = self.step(1.0 - &x, -0.5).max_pool2d(2, 2);
        }
        let mut v3 = if x.mean_value() > 0.1 {
            let mut x = 0.25 * &x;
            self.wide144.forward(x.reshape([-1, 144]))
        } else {
            let t4 = self.wide144.forward(x.reshape([-1, 144]));
            t4
        };
        let n5 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n5 == 24 && x.numel() % 144 == 0);
        let k6 = n5 as f32 / 48.0;
        v3 = &v3 + &v3;
        let n7 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n7 == 24 && x.numel() % 144 == 0);
        let k8 = n7 as f32 / 48.0;
        x.conv2d(&self.kernel, None, 1, 0, 1, 1)
    }
}

#[quantizable]
struct Net {
    maybe: Option<Conv2d>,
    head: Linear,
    kernel: Tensor,
    convs: [Conv2d; 3],
    conv1: Conv2d,
    norm2: BatchNorm2d,
    conv2: Conv2d,
    pair: (Conv2d, BatchNorm2d),
    norm1: BatchNorm2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            head: Linear::new(4, 6),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            convs: [Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1)],
            conv1: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            norm2: BatchNorm2d::new(4),
            conv2: Conv2d::new(4, 4, 3).padding(1),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            norm1: BatchNorm2d::new(4),
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::add_with(b.permute([0, 1, 3, 2]), b.add(&a), 0.5)
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let y7 = self.conv1.forward(F::relu(x.clone()));
        let y7 = self.norm2.forward(y7);
        let t8 = F::relu(y7 + F::relu(self.norm2.forward(self.conv2.forward(&x))));
        self.conv1.forward(F::relu6(t8.clone()))
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = match &self.maybe {
            None => {
                let mut v2 = if self.maybe.is_some() {
                    self.head.forward(F::flatten(F::adaptive_avg_pool2d(F::relu(&x), 1), 1, -1))
                } else {
                    #[quantizable(float)]
                    let t3 = soften(&x);
                    self.head.forward(t3.mean([2, 3], false))
                };
                F::adaptive_avg_pool2d(F::conv2d(&x, &self.kernel, None, 1, 0, 1, 1), 3)
            }
            Some(layer) => {
                let mut t4 = F::relu(Self::mix(&x + &x, &x));
                F::adaptive_avg_pool2d(t4, 3)
            }
        };
        let mut acc5 = Self::mix(x.clone(), &x);
        for layer in self.convs.iter().rev() {
            let mut v6 = if acc5.argmax() % 2 == 1 {
                self.head.forward(F::flatten(F::adaptive_avg_pool2d(&acc5, 1), 1, -1))
            } else {
                self.head.forward(acc5.mean([2, 3], false))
            };
            acc5 = self.step(acc5, 0.75);
        }
        let y9 = self.pair.0.forward(x.clone());
        let y9 = self.norm1.forward(y9);
        let mut t10 = y9.relu6();
        #[quantizable(float)]
        let t11 = soften(&t10);
        std::mem::swap(&mut acc5, &mut t10);
        let mut t12 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(&t10, 1), 1, -1));
        F::relu(self.pair.0.forward(&t11) + acc5.clone())
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
