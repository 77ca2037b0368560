//! A random model: seed 1 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    head: Linear,
    pair: (Conv2d, BatchNorm2d),
    kernel: Tensor,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            head: Linear::new(4, 6),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(self.pair.0.forward(x.relu()).relu(), 1), 1, -1));
        let both4 = (F::relu(&x).leaky_relu(0.125), x.conv2d(&self.kernel, None, 1, 0, 1, 1));
        let a2 = F::relu(&both4.0);
        let mut b3 = both4.1;
        b3 -= &a2;
        let mut t5 = -a2;
        b3 - x.mean([1], true) + &t5 + t1.mean([1], true).reshape([-1, 1, 1, 1])
    }
}

#[quantizable]
struct Net {
    convs: Vec<Conv2d>,
    conv2: Conv2d,
    never: Option<Conv2d>,
    act_hardsigmoid: Hardsigmoid,
    join: Conv2d,
    kernel: Tensor,
    plain: bool,
    count: usize,
    head: Linear,
    act_relu6: ReLU6,
    two: [Part; 2],
    maybe: Option<Conv2d>,
    down: Conv2d,
    part: Part,
    conv0: Conv2d,
    dropout: Dropout,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            convs: vec![Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1).groups(4)],
            conv2: Conv2d::new(4, 4, 3).padding(1).groups(4),
            never: None,
            act_hardsigmoid: Hardsigmoid::new(),
            join: Conv2d::new(8, 4, 1),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            plain: false,
            count: 3,
            head: Linear::new(4, 6),
            act_relu6: ReLU6::new(),
            two: [Part::new(), Part::new()],
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            part: Part::new(),
            conv0: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            dropout: Dropout::new(0.5),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
        }
    }

    fn pick(&self, x: &Tensor) -> &Conv2d {
        if self.never.is_some() { &self.convs[0] } else { &self.conv2 }
    }
    fn both(&self, x: &Tensor) -> (Tensor, Tensor) {
        let late21;
        if self.maybe.is_some() {
            late21 = x.clone();
        } else {
            late21 = self.conv0.forward(x) + self.dropout.forward(x).mean([1], true);
        }
        let a = self.two_pairs[0].1.forward(x.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1));
        (a, self.dropout.forward(&late21))
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = F::relu(self.pick(&x).forward(&x) + x.mul(x.clone()));
        'outer2: for i in 0..3 {
            for layer in &self.convs {
                if i == 1 {
                    continue 'outer2;
                }
                acc1 = self.act_hardsigmoid.forward(self.join.forward(F::cat([&acc1, &x], 1)));
                if i == 2 {
                    break 'outer2;
                }
            }
        }
        let mut v3 = 'done4: {
            if { acc1 = F::relu6(F::conv2d(acc1, &self.kernel, None, 1, 0, 1, 1)); !self.plain } {
                break 'done4 F::relu(&acc1).relu();
            }
            let mut acc5 = x;
            let mut n6 = 0;
            let mut v7 = loop {
                let mut t8 = {
                    let mut v9 = 'done10: {
                        if self.count > 1 {
                            break 'done10 self.head.forward(acc5.mean([2, 3], false));
                        }
                        let mut acc11 = self.conv2.forward(&acc5);
                        let mut n12 = 0;
                        while n12 < self.count {
                            acc11 = self.act_relu6.forward(F::tanh(acc11.clone()));
                            n12 += 1;
                        }
                        self.head.forward(F::flatten(F::adaptive_avg_pool2d(self.two[1].forward(acc1.clone()), 1), 1, -1)) + acc11.adaptive_avg_pool2d((1, 6)).mean([1, 2], false)
                    };
                    acc5.clone() + v9.mean([1], true).reshape([-1, 1, 1, 1])
                };
                acc5 = (&acc5 + 0.5).relu();
                n6 += 1;
                if n6 >= 2 {
                    break acc5.relu() * 0.5;
                }
            };
            v7
        };
        std::mem::swap(&mut acc1, &mut v3);
        let mut v13 = match &self.maybe {
            None => {
                if self.count % 2 == 1 && self.plain {
                    return v3;
                }
                self.down.forward(self.part.forward(v3))
            }
            Some(layer) => {
                let mut acc14 = v3;
                let mut n15 = 0;
                let mut v16 = loop {
                    acc14 = F::add_with(acc14, &acc1, 0.5);
                    n15 += 1;
                    if n15 >= 2 {
                        break acc14.relu() * 0.5;
                    }
                };
                self.down.forward(acc14) + v16.max_pool2d(2, 2)
            }
        };
        let t17 = acc1.conv2d(&self.kernel, None, 1, 0, 1, 1);
        v13 *= 1.5;
        let r18 = &t17;
        let (a19, mut b20) = self.both(&acc1);
        b20 = self.join.forward(F::cat([&b20, &b20], 1));
        let (a22, mut b23) = self.both(&b20);
        b23.relu() + r18 + &b23 + F::pad(v13.clone(), [1, 2, 2, 1], 0.0)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
