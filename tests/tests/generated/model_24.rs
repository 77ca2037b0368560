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
    convs: Vec<Conv2d>,
    act_relu6: ReLU6,
    conv2: Conv2d,
    norm2: BatchNorm2d,
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
            convs: vec![Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2)],
            act_relu6: ReLU6::new(),
            conv2: Conv2d::new(4, 4, 1),
            norm2: BatchNorm2d::new(4),
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
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = self.act_relu6.forward(&y + &y);
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
            if !self.fancy {
                break 'done11 self.conv1.forward(&t8).relu();
            }
            if self.maybe.is_some() {
                let mut acc12 = t9.relu();
                'outer13: for i in 0..3 {
                    for layer in &self.convs {
                        if i == 1 {
                            continue 'outer13;
                        }
                        acc12 = &acc12 + &acc12;
                        if i == 2 {
                            break 'outer13;
                        }
                    }
                }
                acc12 = self.twice(&a5, 2);
            }
            t8
        };
        let (a14, mut b15) = (t9, a5);
        b15 = &a14 - a14.mean([1], true);
        let mut t16 = &a14 + b15.mean([1], true);
        b15 += a14;
        let y17 = self.conv2.forward(b15.clone());
        let y17 = self.two_pairs[1].1.forward(y17);
        let v10 = y17.relu() + &y17;
        self.norm2.forward(self.conv0.forward(v10)) + &b15
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
