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
    act_relu6: ReLU6,
    count: usize,
    join: Conv2d,
    conv2: Conv2d,
    norm0: BatchNorm2d,
    pair: (Conv2d, BatchNorm2d),
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
            act_relu6: ReLU6::new(),
            count: 3,
            join: Conv2d::new(8, 4, 1),
            conv2: Conv2d::new(4, 4, 3).padding(1).groups(4),
            norm0: BatchNorm2d::new(4),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
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
    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::transpose(a, 2, 3) - (b + b).mean([1], true)
    }
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = self.norm0.forward(self.conv2.forward(y.relu6()));
        }
        y
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
                self.wide144.forward(self.conv1.forward(v3.clone()).reshape([-1, 144]))
            };
            v1 = self.act_relu6.forward(&v1).reshape([-1, 3, 2]).flatten(1, 2);
        } else if !self.fancy {
            let mut x = F::relu(x.clone()).relu().add_scalar(-0.5);
            x = x.relu6().add(&x - x.mean([1], true));
        }
        let mut acc4 = x.relu();
        let mut n5 = 0;
        while n5 < self.count {
            acc4 = F::relu(self.join.forward(F::cat([&acc4, &acc4], 1)));
            n5 += 1;
        }
        let mut v6 = if let Some(found) = self.attempt(&acc4) { found } else { x.clone() };
        if self.fancy {
            let mut t7: Tensor = F::relu(self.two_pairs[0].1.forward(self.two_pairs[1].0.forward(Self::mix(F::relu(x.clone()), &x))));
            v6 = self.twice(&self.two_pairs[1].1.forward(acc4), 1);
        } else {
            let n8 = x.size(1) * x.size(3);
            debug_assert_eq!(x.dim(), 4);
            let k9 = n8 as f32 / 48.0;
            acc4 = self.pair.0.forward(&v6);
        }
        v6 = F::add(v6, &x);
        v6 = &v6 * &v6;
        v6 += &x;
        let (a10, mut b11) = (v6, x.clone());
        b11 = &a10 - a10.mean([1], true);
        let mut t12 = &a10 + b11.mean([1], true);
        F::relu6(&b11)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
