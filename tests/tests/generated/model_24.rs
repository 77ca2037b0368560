//! A random model: seed 24 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    maybe: Option<Conv2d>,
    fancy: bool,
    head: Linear,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    never: Option<Conv2d>,
    wide144: Linear,
    conv1: Conv2d,
    fc0: Linear,
    down: Conv2d,
    conv0: Conv2d,
    pair: (Conv2d, BatchNorm2d),
    plain: bool,
    count: usize,
    scale: f32,
    kernel: Tensor,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            fancy: true,
            head: Linear::new(4, 6),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            never: None,
            wide144: Linear::new(144, 6),
            conv1: Conv2d::new(4, 4, 3).padding(1).bias(false),
            fc0: Linear::new(6, 6),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            conv0: Conv2d::new(4, 4, 1),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            plain: false,
            count: 3,
            scale: 1.25,
            kernel: Tensor::ones(&[4, 4, 1, 1]),
        }
    }

    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        let mut t2 = {
            self.head.forward(F::flatten(F::adaptive_avg_pool2d(self.two_pairs[1].1.forward(x), 1), 1, -1))
        };
        let y = F::squeeze(self.two_pairs[0].1.forward(self.two_pairs[0].0.forward(x.clone())).unsqueeze(1), 1);
        let _ = self.never.as_ref()?;
        Some(y)
    }
    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = ({ let inner = F::squeeze(y.unsqueeze(1), 1); let edge = 0.0; F::avg_pool2d(F::pad(inner, [1, 1, 1, 1], edge), (3, 3), 1) });
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn pick(&self, x: &Tensor) -> &Conv2d {
        match &self.never {
            Some(layer) => layer,
            None => &self.conv0,
        }
    }
    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::transpose(a, 2, 3) - (b + b).mean([1], true)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        if self.maybe.is_some() {
            let mut v1 = if self.fancy {
                self.head.forward((&x * x.mean([1], true)).mean([2, 3], false))
            } else {
                let mut v3 = match self.attempt(&self.limited(x.clone(), 2).unwrap()) {
                    Some(found) => found,
                    None => x.clone(),
                };
                self.wide144.forward(self.conv1.forward(v3.clone()).reshape([-1, 144])) + v3.adaptive_avg_pool2d((1, 6)).mean([1, 2], false)
            };
            v1 = self.fc0.forward(v1.reshape([-1, 3, 2]).flatten(1, 2));
        } else if !self.fancy {
            let t4 = self.down.forward((x.clone() - &x) * -0.5);
        }
        let both7 = (1.5 * F::mul_scalar(&x, 0.5), self.pick(&x).forward(F::relu(&x)));
        let a5 = F::relu(&both7.0);
        let mut b6 = both7.1;
        let mut t8: Tensor = F::relu(F::transpose(F::relu(b6), 2, 3));
        let t9 = F::relu(self.two_pairs[0].1.forward(self.two_pairs[1].0.forward(Self::mix(x, &a5))));
        let mut v10 = 'done11: {
            if self.plain {
                break 'done11 self.two_pairs[0].1.forward(self.conv0.forward(t8.relu6()));
            }
            if self.plain {
                t8 = F::relu(t9.relu());
            } else if self.count > 1 {
                t8 = F::relu(&t9);
            }
            t9
        };
        t8 -= a5;
        t8 *= self.scale;
        let t12 = F::conv2d(&v10, &self.kernel, None, 1, 0, 1, 1);
        let r13 = &t12;
        t8 -= t12.clone();
        F::relu(&v10) + &t8 + &v10 + &t12
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
