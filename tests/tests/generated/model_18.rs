//! A random model: seed 18 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    count: usize,
    fancy: bool,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    norm2: BatchNorm2d,
    kernel: Tensor,
    head: Linear,
    never: Option<Conv2d>,
    conv1: Conv2d,
    dropout: Dropout,
    down: Conv2d,
    convs: Vec<Conv2d>,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            count: 2,
            fancy: true,
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            norm2: BatchNorm2d::new(4),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            head: Linear::new(4, 6),
            never: None,
            conv1: Conv2d::new(4, 4, 3).padding(1).bias(false),
            dropout: Dropout::new(0.5),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            convs: vec![Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1).groups(4)],
        }
    }

    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = F::conv2d(({ let inner = y.reshape([-1, 4, 36]); inner.view([inner.size(0), 4, 6, 6]) }), &self.kernel, None, 1, 0, 1, 1);
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut t6 = self.head.forward(F::squeeze(x.unsqueeze(1), 1).add(&x).mean([2, 3], false));
        F::add(F::mul_scalar(&x, 1.5), self.norm2.forward(self.conv1.forward(x.clone())))
    }
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::relu(self.dropout.forward(x));
        }
        y
    }
    fn forward(&self, x: Tensor) -> Tensor {
        if self.count % 2 == 1 && self.fancy {
            let mut t1 = F::relu(self.norm2.forward(self.two_pairs[1].0.forward(F::mul_scalar(&x, 0.5).mul(F::sub(&x, &x)))));
        } else {
            let mut t2 = F::conv2d(F::relu(&x), &self.kernel, None, 1, 0, 1, 1).max_pool2d(2, 2);
        }
        let t3 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(({ let inner = x.reshape([-1, 4, 36]); inner.view([inner.size(0), 4, 6, 6]) }), 1), 1, -1));
        let mut v4 = if self.fancy {
            let mut v5 = match &self.never {
                Some(layer) => {
                    let mut t7 = F::adaptive_avg_pool2d(self.limited(self.step(x.clone(), 0.5), 1).unwrap(), 3);
                    1.0 - F::add_with(&x, &x, 0.5)
                }
                None => {
                    self.conv1.forward(self.twice(&x, 1))
                }
            };
            self.down.forward(&v5 - &v5)
        } else {
            let mut acc8 = x.clone();
            for layer in self.convs.iter().rev() {
                acc8 = acc8.clone() - x.clone();
            }
            F::adaptive_avg_pool2d(acc8.clone(), 3)
        };
        v4 = v4 + 0.25;
        let mut t9 = v4 + x.max_pool2d(2, 2);
        let mut t10 = F::add_with(t3, self.head.forward(t9.mean([2, 3], false)), 0.5);
        let mut t11 = &t10 + -0.5;
        let mut all12 = vec![x.clone(), x.clone()];
        let mut t13 = all12[0].clone();
        while let Some(next) = all12.pop() {
            t13 = F::relu(t13 + next);
        }
        F::pad(t9.clone(), [1, 2, 2, 1], 0.0)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
