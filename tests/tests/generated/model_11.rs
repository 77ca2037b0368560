//! A random model: seed 11 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    never: Option<Conv2d>,
    scale: f32,
    join: Conv2d,
    conv2: Conv2d,
    norm2: BatchNorm2d,
    norm1: BatchNorm2d,
    fancy: bool,
    wide144: Linear,
    conv0: Conv2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            never: None,
            scale: 0.5,
            join: Conv2d::new(8, 4, 1),
            conv2: Conv2d::new(4, 4, 3).padding(1).bias(false),
            norm2: BatchNorm2d::new(4),
            norm1: BatchNorm2d::new(4),
            fancy: true,
            wide144: Linear::new(144, 6),
            conv0: Conv2d::new(4, 4, 1),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let x: Tensor = F::relu(self.join.forward(F::cat([&x, &(-&x)], 1)));
        self.norm2.forward(self.conv2.forward(x.clone() + &x))
    }
    fn forward(&self, x: Tensor) -> Tensor {
        if self.never.is_some() {
            let mut t1 = F::relu(x.relu6()) / 1.5;
            t1 = x.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1);
        } else if x.argmax() % 2 == 1 {
            let mut t2 = self.step(x.clone(), -0.5).max_pool2d(2, 2);
        }
        let mut t3 = self.norm1.forward(&x);
        let late4;
        if !self.fancy {
            late4 = t3;
        } else {
            late4 = t3;
        }
        let t5 = F::relu6(&late4);
        let t6 = self.wide144.forward(t5.reshape([-1, 144]));
        self.conv0.forward(&t5).relu() + &x + &t5
    }
}

#[quantizable]
struct Net {
    convs: [Conv2d; 3],
    kernel: Tensor,
    head: Linear,
    count: usize,
    plain: bool,
    maybe: Option<Conv2d>,
    act_relu: ReLU,
    wide144: Linear,
    act_relu6: ReLU6,
    never: Option<Conv2d>,
    part: Part,
    down: Conv2d,
    two: [Part; 2],
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            convs: [Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2)],
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            head: Linear::new(4, 6),
            count: 3,
            plain: false,
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            act_relu: ReLU::new(),
            wide144: Linear::new(144, 6),
            act_relu6: ReLU6::new(),
            never: None,
            part: Part::new(),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            two: [Part::new(), Part::new()],
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::sub(b, b).relu() + &a
    }
    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        if x.max_value() + x.mean_value() < 1.0 {
            return None;
        }
        let mut acc3 = F::squeeze(x.unsqueeze(1), 1);
        let mut n4 = 0;
        while n4 < self.count {
            let mut t5 = {
                let mut v6 = if self.plain {
                    let mut v7 = match &self.maybe {
                        Some(layer) => {
                            let mut all8 = Vec::new();
                            all8.push(({ let inner = F::add_with(&acc3, &acc3, 0.5); let edge = inner.max_value() * 0.5; F::avg_pool2d(F::pad(inner, [1, 1, 1, 1], edge), (3, 3), 1) }));
                            for layer in self.convs.iter().take(2) {
                                all8.push(self.act_relu.forward(&acc3));
                            }
                            let mut sum9 = all8.pop().unwrap();
                            for each in &all8 {
                                sum9 += each;
                            }
                            F::adaptive_avg_pool2d(x, 3)
                        }
                        None => {
                            F::adaptive_avg_pool2d(&acc3, 3)
                        }
                    };
                    self.head.forward(v7.mean([2, 3], false)) + v7.adaptive_avg_pool2d((1, 6)).mean([1, 2], false)
                } else {
                    self.wide144.forward(x.reshape([-1, 144]))
                };
                acc3.clone()
            };
            acc3 = self.act_relu6.forward(acc3);
            n4 += 1;
        }
        let y = F::relu(x);
        let _ = self.never.as_ref()?;
        Some(y)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = Self::mix(x.clone(), &x);
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            acc1 = F::conv2d(acc1, &self.kernel, None, 1, 0, 1, 1);
        }
        acc1 -= Self::mix(F::add_with(&x, &x, 0.5), &x);
        let late2;
        if x.mean_value() > 0.1 {
            late2 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(acc1.relu6(), 1), 1, -1));
        } else {
            late2 = self.head.forward(acc1.mean([2, 3], false));
        }
        let mut v10 = match self.attempt(&self.part.forward(acc1)) {
            Some(found) => found,
            None => x.clone(),
        };
        let mut v11 = match self.count {
            0 | 3 => {
                let mut all12 = vec![v10.relu(), F::add_with(&v10, v10.sub(&x), 0.5)];
                let mut t13 = all12[0].clone();
                while let Some(next) = all12.pop() {
                    t13 = F::relu(t13 + next);
                }
                t13.max_pool2d(2, 2) + t13.max_pool2d(2, 2)
            }
            1..=2 => {
                self.down.forward(v10)
            }
            _ => {
                let mut all14 = vec![v10, x.clone()];
                let mut sum15 = all14.pop().unwrap();
                for each in &all14 {
                    sum15 += each;
                }
                F::adaptive_avg_pool2d(sum15.clone(), 3) + sum15.max_pool2d(2, 2)
            }
        };
        v11 -= x.max_pool2d(2, 2);
        v11 += x.max_pool2d(2, 2);
        self.two[1].forward(x.clone()) + F::pad(v11.clone(), [1, 2, 2, 1], 0.0)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
