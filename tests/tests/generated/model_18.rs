//! A random model: seed 18 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    convs: [Conv2d; 3],
    pair: (Conv2d, BatchNorm2d),
    never: Option<Conv2d>,
    count: usize,
    norm0: BatchNorm2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    norm2: BatchNorm2d,
    join: Conv2d,
    conv1: Conv2d,
    plain: bool,
    kernel: Tensor,
    scale: f32,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            convs: [Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(1).groups(4)],
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            never: None,
            count: 2,
            norm0: BatchNorm2d::new(4),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            norm2: BatchNorm2d::new(4),
            join: Conv2d::new(8, 4, 1),
            conv1: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            plain: false,
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            scale: 0.5,
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::relu(F::relu(&a))
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let x = F::conv2d(F::conv2d(x.clone() + x.clone(), &self.kernel, None, 1, 0, 1, 1), &self.kernel, None, 1, 0, 1, 1);
        F::relu6(&x * &x)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = F::relu(&x);
        for layer in self.convs.iter().rev() {
            acc1 = F::add(self.pair.0.forward(acc1.clone()), F::mul_scalar(&x, 0.5));
        }
        let mut v2 = match &self.never {
            Some(layer) => {
                let mut v3 = 'done4: {
                    if self.count > 1 {
                        break 'done4 F::squeeze(F::relu(&acc1).unsqueeze(1), 1);
                    }
                    let x = F::relu(F::relu(self.norm0.forward(layer.forward(({ let inner = acc1.reshape([-1, 4, 36]); inner.view([-1, 4, 6, 6]) })))));
                    acc1.clone()
                };
                v3
            }
            None => {
                let n5 = x.size(1) * x.size(3);
                debug_assert_eq!(x.dim(), 4);
                let k6 = n5 as f32 / 48.0;
                x.permute([0, 1, 3, 2])
            }
        };
        let y7 = self.two_pairs[0].0.forward(x * v2.mean([1], true));
        let y7 = self.norm0.forward(y7);
        let mut t8 = F::relu(y7 + &v2);
        let mut t9 = self.join.forward(F::cat([&acc1, &(self.norm2.forward(&t8) - t8.relu6())], 1));
        let y10 = self.conv1.forward(F::mul(v2, t8));
        let y10 = self.norm2.forward(y10);
        let mut t11 = y10.relu() + &y10;
        let mut v12 = if self.count % 2 == 1 && self.plain {
            t11 += Self::mix(t9, &acc1).relu6();
            t11
        } else {
            t9
        };
        v12 = self.step(v12, self.scale);
        let mut t13 = &v12 + 0.75;
        F::mul_scalar(t13, self.scale)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
