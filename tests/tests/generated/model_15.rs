//! A random model: seed 15 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    wide144: Linear,
    norm1: BatchNorm2d,
    convs: [Conv2d; 3],
    never: Option<Conv2d>,
    maybe: Option<Conv2d>,
    fc2: Linear,
    head: Linear,
    count: usize,
    fancy: bool,
    norm2: BatchNorm2d,
    pair: (Conv2d, BatchNorm2d),
    pool: MaxPool2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            wide144: Linear::new(144, 6),
            norm1: BatchNorm2d::new(4),
            convs: [Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(1).groups(4)],
            never: None,
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            fc2: Linear::new(6, 6),
            head: Linear::new(4, 6),
            count: 2,
            fancy: true,
            norm2: BatchNorm2d::new(4),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            pool: MaxPool2d::new(3).stride(1).padding(1),
        }
    }

    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = F::relu(y.permute([0, 1, 3, 2]));
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = self.wide144.forward(self.norm1.forward(self.convs[0].forward(&x)).reshape([-1, 144]));
        let n2 = x.size(1) * x.size(3);
        debug_assert_eq!(x.dim(), 4);
        let k3 = n2 as f32 / 48.0;
        if self.never.is_some() {
            if let Some(layer) = &self.maybe {
                t1 = t1.relu().relu();
            }
            t1 = self.fc2.forward(t1 * self.head.forward(F::flatten(F::adaptive_avg_pool2d(&x, 1), 1, -1)));
        } else {
            let mut v4 = if self.count % 2 == 1 && self.fancy {
                let mut acc5 = F::relu(&x);
                let mut n6 = 0;
                let mut v7 = loop {
                    let mut acc8 = acc5.sub(acc5.clone());
                    for i9 in 1..=2 {
                        t1 -= self.head.forward((&acc8 * -0.5).mean([2, 3], false));
                        acc8 = self.limited(self.norm2.forward(self.convs[i9].forward(&acc8)), 2).unwrap();
                        acc8 = self.convs[i9].forward(&acc8);
                        if i9 == 1 {
                            break;
                        }
                        acc8 = acc8.relu();
                    }
                    acc5 = ({ let inner = &acc8; let edge = 0.0; F::avg_pool2d(F::pad(inner, [1, 1, 1, 1], edge), (3, 3), 1) }).permute([0, 1, 3, 2]);
                    n6 += 1;
                    if n6 >= 2 {
                        break acc5.relu() * 0.5;
                    }
                };
                v7 + &acc5
            } else {
                let mut t10 = t1.relu();
                x.clone() + t10.mean([1], true).reshape([-1, 1, 1, 1])
            };
            v4 = self.pair.0.forward(v4);
        }
        t1 += -0.5;
        t1 -= self.wide144.forward(x.reshape([-1, 144]));
        t1 += self.head.forward(F::flatten(F::adaptive_avg_pool2d(x.clone(), 1), 1, -1));
        let mut all11 = vec![x.clone(), x.clone()];
        let mut sum12 = all11.pop().unwrap();
        for each in &all11 {
            sum12 += each;
        }
        sum12 = self.pool.forward(x);
        k3 * t1.clone() + sum12.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + &t1
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
