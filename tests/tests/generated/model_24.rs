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
    count: usize,
    join: Conv2d,
    pool: MaxPool2d,
    convs: [Conv2d; 3],
    scale: f32,
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
            count: 1,
            join: Conv2d::new(8, 4, 1),
            pool: MaxPool2d::new(3).stride(1).padding(1),
            convs: [Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 1), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2)],
            scale: 0.5,
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
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut acc9 = x.relu6();
        let mut n10 = 0;
        while n10 < self.count {
            acc9 = self.join.forward(F::cat([&acc9, &acc9.sub(&x)], 1));
            n10 += 1;
        }
        self.pool.forward(acc9) + x.clone()
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
            let t4 = self.down.forward(-0.5 * (x.clone() - &x));
        }
        let both7 = (F::mul_scalar(F::mul_scalar(&x, 0.5), 1.5), self.pick(&x).forward(x.relu()));
        let a5 = F::relu(&both7.0);
        let mut b6 = both7.1;
        let mut t8 = b6.max_pool2d(2, 2);
        b6 -= self.step(F::pad(&t8, [1, 2, 2, 1], 0.0), 0.25);
        t8 = self.two_pairs[0].1.forward(self.conv0.forward(t8.relu6()));
        let mut acc11 = b6.relu();
        'outer12: for i in 0..3 {
            for layer in &self.convs {
                if i == 1 {
                    continue 'outer12;
                }
                acc11 = self.step(&b6 + &acc11, self.scale);
                if i == 2 {
                    break 'outer12;
                }
            }
        }
        acc11 -= self.join.forward(F::cat([&b6, &b6], 1)).relu();
        t8 += self.scale;
        let n13 = x.size(1) * x.size(3);
        debug_assert_eq!(x.dim(), 4);
        let k14 = n13 as f32 / 48.0;
        let r15 = &acc11;
        F::squeeze(b6.unsqueeze(1), 1) + &x + &b6 + &acc11 + F::pad(t8.clone(), [1, 2, 2, 1], 0.0)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
