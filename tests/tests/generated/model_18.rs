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
    act_relu6: ReLU6,
    conv2: Conv2d,
    conv0: Conv2d,
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
            act_relu6: ReLU6::new(),
            conv2: Conv2d::new(4, 4, 3).padding(1),
            conv0: Conv2d::new(4, 4, 3).padding(1).bias(false),
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
        let mut t6 = self.head.forward(F::squeeze(x.unsqueeze(1), 1).sub(&x).mean([2, 3], false));
        F::sub(F::mul_scalar(&x, 1.5), self.norm2.forward(self.conv1.forward(x.clone()))) + t6.mean([1], true).reshape([-1, 1, 1, 1])
    }
    fn both(&self, x: &Tensor) -> (Tensor, Tensor) {
        let mut t11 = (F::relu(self.two_pairs[0].1.forward(self.conv2.forward(x))) - F::conv2d(x, &self.kernel, None, 1, 0, 1, 1)) + 0.25;
        let a = F::relu(self.norm2.forward(self.two_pairs[1].0.forward(x + -0.5)));
        (a, F::relu(&t11 * 0.25))
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
                    let mut t7 = F::adaptive_avg_pool2d(self.limited(self.step(x.clone(), 0.75), 1).unwrap(), 3);
                    x.clone() + F::pad(t7.clone(), [1, 2, 2, 1], 0.0)
                }
                None => {
                    x.clone()
                }
            };
            x.max_pool2d(2, 2) + v5.max_pool2d(2, 2)
        } else {
            let mut t8: Tensor = self.act_relu6.forward(&x);
            F::relu(t8).max_pool2d(2, 2)
        };
        v4 = ({ let inner = v4.reshape([-1, 4, 9]); inner.view([inner.size(0), 4, 3, 3]) }) - F::conv2d(&v4, &self.kernel, None, 1, 0, 1, 1);
        v4 = v4.clone() + v4.clone();
        let (a9, mut b10) = self.both(&x);
        v4 = v4.sub(&v4);
        let y12 = self.conv0.forward(b10);
        let y12 = self.norm2.forward(y12);
        let mut t13 = F::relu(y12);
        t13.clone() + &t13 + &t13 + F::pad(v4.clone(), [1, 2, 2, 1], 0.0)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
