//! A random model: seed 10 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    count: usize,
    conv2: Conv2d,
    norm2: BatchNorm2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    maybe: Option<Conv2d>,
    dropout: Dropout,
    act_relu6: ReLU6,
    head: Linear,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            count: 1,
            conv2: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            norm2: BatchNorm2d::new(4),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            dropout: Dropout::new(0.5),
            act_relu6: ReLU6::new(),
            head: Linear::new(4, 6),
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::transpose(F::mul(b, b), 2, 3)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = match self.count {
            1 => {
                self.conv2.forward(&x).relu().relu6()
            }
            n if n > 2 => {
                let y2 = self.conv2.forward(self.two_pairs[0].0.forward(&x));
                let y2 = self.norm2.forward(y2);
                let mut x = F::relu(y2 + x.add_scalar(0.75));
                (0.25 * &x).relu6()
            }
            _ => {
                let mut v3 = match &self.maybe {
                    None => {
                        let mut acc4 = &x * &x;
                        let mut n5 = 0;
                        while n5 < self.count {
                            if acc4.argmax() % 2 == 1 {
                                acc4 = F::relu6(F::transpose(&x, 2, 3));
                            } else {
                                if self.maybe.is_some() {
                                    return self.dropout.forward(self.two_pairs[0].0.forward(&x).relu());
                                }
                                acc4 = ({ let inner = (0.5 * &acc4).reshape([-1, 4, 36]); inner.view([-1, 4, 6, 6]) });
                            }
                            acc4 = acc4 + x.mean([1], true);
                            n5 += 1;
                        }
                        acc4
                    }
                    Some(layer) => {
                        x.clone()
                    }
                };
                v3
            }
        };
        let mut x = Self::mix(v1, &x);
        let t6 = self.act_relu6.forward(&x);
        let t6 = self.norm2.forward(x);
        let t7 = self.head.forward(t6.mean([2, 3], false));
        let mut t8: Tensor = F::adaptive_avg_pool2d(&t6, 3);
        let mut t9: Tensor = F::add(&t6, &t6);
        &t9 * 0.5
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
