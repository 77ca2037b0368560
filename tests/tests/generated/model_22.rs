//! A random model: seed 22 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    conv1: Conv2d,
    never: Option<Conv2d>,
    maybe: Option<Conv2d>,
    convs: Vec<Conv2d>,
    count: usize,
    fancy: bool,
    scale: f32,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    kernel: Tensor,
    norm0: BatchNorm2d,
    dropout: Dropout,
    pair: (Conv2d, BatchNorm2d),
    wide144: Linear,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            conv1: Conv2d::new(4, 4, 3).padding(1).bias(false),
            never: None,
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            convs: vec![Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2)],
            count: 1,
            fancy: true,
            scale: 0.75,
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            norm0: BatchNorm2d::new(4),
            dropout: Dropout::new(0.5),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            wide144: Linear::new(144, 6),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let (a9, mut b10) = ((&x * self.scale).relu6(), self.pair.0.forward(&x).relu6());
        F::relu(F::relu(x))
    }
    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::relu(b) - b.relu()
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = F::relu(F::sub(&x, &x)).max_pool2d(2, 2);
        let mut t1 = {
            let n2 = x.size(1) * x.size(-1);
            debug_assert_eq!(x.dim(), 4);
            assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
            debug_assert!(n2 == 24 && x.numel() % 144 == 0);
            let k3 = n2 as f32 / 48.0;
            self.conv1.forward(t1).relu() * x.max_pool2d(2, 2)
        };
        let mut v4 = match &self.never {
            None => {
                if let Some(layer) = self.maybe.as_ref() {
                    let mut acc5 = F::add_with(&x, &x, 0.5);
                    for layer in self.convs.iter().rev() {
                        let mut v6 = 'done7: {
                            if self.count % 2 == 1 && self.fancy {
                                break 'done7 acc5.clone();
                            }
                            acc5.clone()
                        };
                        acc5 = F::relu(self.scale * &acc5);
                    }
                    acc5 = self.two_pairs[0].1.forward(layer.forward(&acc5));
                }
                1.0 - t1.conv2d(&self.kernel, None, 1, 0, 1, 1)
            }
            Some(layer) => {
                self.norm0.forward(&t1)
            }
        };
        v4 = self.dropout.forward(F::squeeze(v4.unsqueeze(1), 1));
        let late8;
        if self.fancy {
            late8 = F::max_pool2d(F::pad(self.step(x.clone(), -0.5), [1, 1, 1, 1], 0.0), 3, 1);
        } else {
            late8 = x.relu6() * &x;
        }
        v4 = F::max_pool2d(F::pad(v4, [1, 1, 1, 1], 0.0), 3, 1);
        let mut acc11 = Self::mix(late8, &x);
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            let mut t12 = self.wide144.forward(acc11.reshape([-1, 144]));
            acc11 = acc11.add_scalar(-0.5);
        }
        acc11 += 0.5;
        v4 = ({ let inner = v4.reshape([-1, 4, 9]); inner.view([-1, 4, 3, 3]) });
        let n13 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n13 == 24 && x.numel() % 144 == 0);
        let k14 = n13 as f32 / 48.0;
        &acc11 + x.clone()
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
