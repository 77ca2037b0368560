//! A random model: seed 21 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    count: usize,
    kernel: Tensor,
    plain: bool,
    dropout: Dropout,
    scale: f32,
    norm2: BatchNorm2d,
    conv2: Conv2d,
    join: Conv2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            count: 3,
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            plain: false,
            dropout: Dropout::new(0.5),
            scale: 0.75,
            norm2: BatchNorm2d::new(4),
            conv2: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            join: Conv2d::new(8, 4, 1),
        }
    }

    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = ({ let inner = (&y - y.mean([1], true)).reshape([-1, 4, 36]); inner.view([-1, 4, 6, 6]) });
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = match self.count {
            1 => {
                let mut acc2 = x.add(&x);
                let mut n3 = 0;
                let mut v4 = loop {
                    acc2 = F::conv2d(self.limited(acc2, 2).unwrap(), &self.kernel, None, 1, 0, 1, 1);
                    n3 += 1;
                    if n3 >= 2 {
                        break acc2.relu() * 0.5;
                    }
                };
                F::adaptive_avg_pool2d(v4.clone(), 3) + acc2.max_pool2d(2, 2)
            }
            n if n > 2 => {
                F::adaptive_avg_pool2d(x.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1), 3)
            }
            _ => {
                let mut v5 = if self.count % 2 == 1 && self.plain {
                    let mut x = &x / 1.5;
                    (&x * &x).conv2d(&self.kernel, None, 1, 0, 1, 1)
                } else {
                    self.dropout.forward(x.relu6())
                };
                v5.max_pool2d(2, 2) + v5.max_pool2d(2, 2)
            }
        };
        v1 = F::adaptive_avg_pool2d(self.scale * &x, 3);
        let mut t6 = self.norm2.forward(v1);
        let mut t7 = self.conv2.forward(x.clone());
        let n8 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n8 == 24 && x.numel() % 144 == 0);
        let k9 = n8 as f32 / 48.0;
        let n10 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n10 == 24 && x.numel() % 144 == 0);
        let k11 = n10 as f32 / 48.0;
        t6 *= self.scale;
        self.join.forward(F::cat([&x, &t7], 1)) + &t7
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
