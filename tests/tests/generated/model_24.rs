//! A random model: seed 24 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    maybe: Option<Conv2d>,
    fancy: bool,
    head: Linear,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    conv2: Conv2d,
    conv0: Conv2d,
    norm0: BatchNorm2d,
    wide144: Linear,
    dropout: Dropout,
    fc0: Linear,
    count: usize,
    act_relu6: ReLU6,
    fc2: Linear,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            fancy: true,
            head: Linear::new(4, 6),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            conv2: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            conv0: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            norm0: BatchNorm2d::new(4),
            wide144: Linear::new(144, 6),
            dropout: Dropout::new(0.5),
            fc0: Linear::new(6, 6).bias(false),
            count: 1,
            act_relu6: ReLU6::new(),
            fc2: Linear::new(6, 6),
        }
    }

    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        let mut t2 = {
            self.head.forward(F::flatten(F::adaptive_avg_pool2d(self.two_pairs[1].1.forward(x), 1), 1, -1))
        };
        let y = ({ let inner = self.two_pairs[0].1.forward(self.two_pairs[0].0.forward(x.clone())).reshape([-1, 4, 36]); inner.view([-1, 4, 6, 6]) });
        let _ = self.maybe.as_ref()?;
        Some(y)
    }
    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = F::relu(self.norm0.forward(self.conv2.forward(F::relu(self.two_pairs[1].0.forward(&y) + self.conv0.forward(&y)))));
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        if self.maybe.is_some() {
            let mut v1 = if self.fancy {
                self.head.forward((&x * x.mean([1], true)).mean([2, 3], false))
            } else {
                let mut v3 = self.attempt(&self.limited(x.clone(), 2).unwrap()).unwrap_or(x.clone());
                self.wide144.forward(self.dropout.forward(&v3).reshape([-1, 144]))
            };
            v1 = self.fc0.forward(self.head.forward(F::flatten(F::adaptive_avg_pool2d(&x, 1), 1, -1)));
        } else {
            let mut v4 = match self.count {
                1 => {
                    let t5 = self.act_relu6.forward(self.two_pairs[1].1.forward(self.conv0.forward(0.25 * &x)));
                    self.head.forward(F::flatten(F::adaptive_avg_pool2d(F::add_with(t5, &x, 0.5), 1), 1, -1))
                }
                n if n > 2 => {
                    let t6 = F::adaptive_avg_pool2d(x.clone(), 3);
                    self.head.forward(F::pad(t6.clone(), [1, 2, 2, 1], 0.0).mean([2, 3], false))
                }
                _ => {
                    self.head.forward((&x - &x).mean([2, 3], false))
                }
            };
            v4 = self.fc0.forward(self.fc2.forward(v4.clone()));
        }
        let mut acc7 = F::relu(x.clone());
        let mut n8 = 0;
        let mut v9 = loop {
            acc7 = F::relu(F::max_pool2d(F::pad(acc7, [1, 1, 1, 1], 0.0), 3, 1));
            n8 += 1;
            if n8 >= 2 {
                break acc7.relu() * 0.5;
            }
        };
        acc7 = self.act_relu6.forward(&v9);
        v9 -= &x;
        let y10 = self.conv0.forward(&v9);
        let y10 = self.norm0.forward(y10);
        let mut t11 = F::relu(y10 + &acc7);
        t11 += &v9;
        acc7 = F::sub(acc7, v9);
        std::mem::swap(&mut acc7, &mut t11);
        t11 = F::relu(t11);
        t11 = self.dropout.forward(&x);
        acc7.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1) + &acc7 + &t11
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
