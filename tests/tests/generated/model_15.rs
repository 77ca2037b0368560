//! A random model: seed 15 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    wide144: Linear,
    norm1: BatchNorm2d,
    convs: [Conv2d; 3],
    never: Option<Conv2d>,
    maybe: Option<Conv2d>,
    head: Linear,
    count: usize,
    act_identity: Identity,
    conv1: Conv2d,
    conv0: Conv2d,
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
            head: Linear::new(4, 6),
            count: 1,
            act_identity: Identity::new(),
            conv1: Conv2d::new(4, 4, 3).padding(1).groups(4),
            conv0: Conv2d::new(4, 4, 3).padding(1).groups(4),
        }
    }

    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = F::relu(F::cat(y.chunk(2, 1), 1));
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
                t1 = F::relu6(t1).relu();
            }
            t1 = (t1 * self.head.forward(F::flatten(F::adaptive_avg_pool2d(&x, 1), 1, -1))).relu();
        }
        let mut v4 = match self.count {
            1 => {
                let mut v5 = if self.count > 1 {
                    x.relu() - self.act_identity.forward(x.clone())
                } else {
                    x.clone()
                };
                F::relu(self.conv1.forward(v5 / 1.5) + self.limited(x.clone(), 2).unwrap())
            }
            n if n > 2 => {
                let mut acc6 = x.clone();
                for (i, layer) in self.convs.iter().enumerate() {
                    acc6 = self.conv0.forward(acc6.clone());
                    if i == 1 {
                        acc6 = acc6.relu();
                    }
                }
                acc6.relu()
            }
            _ => {
                x.clone()
            }
        };
        t1 -= 0.25;
        let mut t7 = t1.relu();
        let mut t8 = F::sigmoid(&x);
        t1 += t7;
        F::mul(&t1, &t1) + v4.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + t8.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + &t1
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
