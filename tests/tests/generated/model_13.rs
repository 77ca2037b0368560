//! A random model: seed 13 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    convs: Vec<Conv2d>,
    norm0: BatchNorm2d,
    norm1: BatchNorm2d,
    maybe: Option<Conv2d>,
    conv1: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    never: Option<Conv2d>,
    down: Conv2d,
    count: usize,
    head: Linear,
    wide144: Linear,
    fc2: Linear,
    fc1: Linear,
    fc0: Linear,
    act_silu: SiLU,
    join: Conv2d,
    scale: f32,
    pair: (Conv2d, BatchNorm2d),
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            convs: vec![Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1)],
            norm0: BatchNorm2d::new(4),
            norm1: BatchNorm2d::new(4),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            conv1: Conv2d::new(4, 4, 3).padding(1).bias(false),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            never: None,
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            count: 1,
            head: Linear::new(4, 6),
            wide144: Linear::new(144, 6),
            fc2: Linear::new(6, 6),
            fc1: Linear::new(6, 6).bias(false),
            fc0: Linear::new(6, 6),
            act_silu: SiLU::new(),
            join: Conv2d::new(8, 4, 1),
            scale: 0.5,
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
        }
    }

    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        let mut t1 = {
            let mut acc2 = x + x;
            'outer3: for i in 0..3 {
                for layer in &self.convs {
                    if i == 1 {
                        continue 'outer3;
                    }
                    acc2 = F::relu(self.norm1.forward(layer.forward(F::relu(self.norm0.forward(layer.forward(&acc2))))));
                    if i == 2 {
                        break 'outer3;
                    }
                }
            }
            F::relu(x) + &acc2
        };
        let y = &t1 * 0.25;
        let _ = self.maybe.as_ref()?;
        Some(y)
    }
    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = &y - self.act_silu.forward(&y);
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v4 = match self.attempt(&F::relu(&x)) {
            Some(found) => found,
            None => x.clone(),
        };
        let mut v5 = match self.attempt(&F::relu(self.two_pairs[1].1.forward(self.conv1.forward(&v4)))) {
            Some(found) => found,
            None => x.clone(),
        };
        let mut v6 = match &self.never {
            None => {
                F::adaptive_avg_pool2d(v5, 3)
            }
            Some(layer) => {
                v5 -= F::relu(&v4) * 0.25;
                self.down.forward(v5)
            }
        };
        let mut v7 = self.attempt(&v4).unwrap_or(x.clone());
        let mut v8 = 'done9: {
            if self.count > 1 {
                break 'done9 self.head.forward(F::flatten(F::adaptive_avg_pool2d(F::pad(&v6, [1, 2, 2, 1], 0.0), 1), 1, -1));
            }
            self.wide144.forward((&v7 * v7.mean([1], true)).reshape([-1, 144]))
        };
        let mut all10 = vec![v7.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1), v7.clone()];
        let t11 = F::cat(&all10, 1).mean([1], true) + &all10[0];
        let r12 = &t11;
        let t13 = self.fc2.forward(self.fc1.forward(self.fc0.forward(v8)));
        let mut acc14 = self.limited(r12.clone(), 1).unwrap();
        let mut n15 = 0;
        while n15 < self.count {
            let Some(layer16) = &self.maybe else { return t11.clone() };
            acc14 = self.join.forward(F::cat([&v7, &(&acc14 + r12.mean([1], true))], 1));
            n15 += 1;
        }
        let mut v17 = match &self.never {
            Some(layer) => {
                F::relu(v6 * self.scale)
            }
            None => {
                ({ let inner = (v6 - acc14.max_pool2d(2, 2)).reshape([-1, 4, 9]); inner.view([inner.size(0), 4, 3, 3]) })
            }
        };
        F::relu(self.norm1.forward(self.pair.0.forward(r12.clone()))) + &x + &v4 + &v7 + &t11 + &acc14 + F::pad(v17.clone(), [1, 2, 2, 1], 0.0) + t13.mean([1], true).reshape([-1, 1, 1, 1])
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
