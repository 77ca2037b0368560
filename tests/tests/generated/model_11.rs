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
    count: usize,
    fancy: bool,
    dropout: Dropout,
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
            count: 1,
            fancy: true,
            dropout: Dropout::new(0.5),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let x: Tensor = F::relu(self.join.forward(F::cat([&x, &(self.scale * &x)], 1)));
        self.norm2.forward(self.conv2.forward(x.clone() - &x))
    }
    fn forward(&self, x: Tensor) -> Tensor {
        if self.never.is_some() {
            let mut t1 = F::relu(x.relu()).add_scalar(0.25);
            t1 = x.permute([0, 1, 3, 2]);
        } else if x.argmax() % 2 == 1 {
            let mut t2 = self.step(x.clone(), -0.5).max_pool2d(2, 2);
        }
        let mut t3 = self.norm1.forward(&x);
        let late4;
        if self.count % 2 == 1 && self.fancy {
            late4 = t3;
        } else {
            late4 = t3;
        }
        let n5 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n5 == 24 && x.numel() % 144 == 0);
        let k6 = n5 as f32 / 48.0;
        let t7 = self.dropout.forward(&late4);
        t7.relu6()
    }
}

#[quantizable]
struct Net {
    plain: bool,
    norm2: BatchNorm2d,
    pair: (Conv2d, BatchNorm2d),
    count: usize,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    kernel: Tensor,
    maybe: Option<Conv2d>,
    convs: Vec<Conv2d>,
    part: Part,
    act_relu6: ReLU6,
    conv1: Conv2d,
    norm0: BatchNorm2d,
    parts: Vec<Part>,
    never: Option<Conv2d>,
    conv2: Conv2d,
    head: Linear,
    dropout: Dropout,
    join: Conv2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            plain: false,
            norm2: BatchNorm2d::new(4),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            count: 2,
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            convs: vec![Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1).bias(false)],
            part: Part::new(),
            act_relu6: ReLU6::new(),
            conv1: Conv2d::new(4, 4, 3).padding(1).groups(4),
            norm0: BatchNorm2d::new(4),
            parts: vec![Part::new(), Part::new()],
            never: None,
            conv2: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            head: Linear::new(4, 6),
            dropout: Dropout::new(0.5),
            join: Conv2d::new(8, 4, 1),
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::relu(&y) - 0.25;
        }
        y
    }
    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::add_with(b.relu(), a.relu(), 0.5)
    }
    fn pick(&self, x: &Tensor) -> &Conv2d {
        self.maybe.as_ref().unwrap_or(&self.conv2)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1: Tensor = (&x * x.clone()).sub(F::relu(&x)).max_pool2d(2, 2);
        let mut v2 = if !self.plain {
            x.clone()
        } else {
            self.twice(&x, 1)
        };
        let mut all3 = vec![self.norm2.forward(&v2), F::pad(self.pair.0.forward(&t1), [1, 2, 2, 1], 0.0)];
        let mut sum4 = all3.pop().unwrap();
        for each in &all3 {
            sum4 += each;
        }
        let mut acc5 = sum4;
        let mut n6 = 0;
        while n6 < self.count {
            acc5 = F::pad(t1.add_scalar(-0.5), [1, 2, 2, 1], 0.0);
            n6 += 1;
        }
        let mut acc7 = F::relu(self.two_pairs[0].0.forward(acc5) + F::conv2d(v2, &self.kernel, None, 1, 0, 1, 1));
        let mut n8 = 0;
        let mut v9 = loop {
            let mut v10 = match &self.maybe {
                Some(layer) => {
                    let mut all11 = Vec::new();
                    all11.push(Self::mix(&acc7 - acc7.mean([1], true), &acc7));
                    for layer in self.convs.iter().take(2) {
                        all11.push(self.part.forward(self.part.forward(x.clone())));
                    }
                    let t12 = all11.swap_remove(0) - all11.pop().unwrap();
                    self.act_relu6.forward(t12.max_pool2d(2, 2))
                }
                None => {
                    F::relu(self.norm2.forward(self.convs[0].forward(&t1)))
                }
            };
            acc7 = F::relu(self.norm0.forward(self.conv1.forward(F::pad(v10, [1, 2, 2, 1], 0.0))));
            n8 += 1;
            if n8 >= 2 {
                break acc7.relu() * 0.5;
            }
        };
        acc7 = F::relu(&v9).conv2d(&self.kernel, None, 1, 0, 1, 1);
        acc7 = self.parts[1].forward(v9.relu());
        let mut v13 = if self.never.is_some() {
            let mut v14 = if self.plain {
                let y15 = self.two_pairs[1].0.forward(Self::mix(x, &v9));
                let y15 = self.norm2.forward(y15);
                let mut v9 = F::relu(y15 + self.norm2.forward(self.conv2.forward(&v9)));
                F::mul(v9, &acc7) + &acc7
            } else {
                let mut t16 = F::relu(self.pick(&acc7).forward(&acc7) + &v9);
                t16
            };
            self.head.forward(v9.mean([2, 3], false)) + v14.adaptive_avg_pool2d((1, 6)).mean([1, 2], false)
        } else {
            let t17 = self.part.forward(v9);
            self.head.forward(F::flatten(F::adaptive_avg_pool2d(t17, 1), 1, -1))
        };
        t1 = self.dropout.forward(t1);
        t1 += 0.25;
        let both20 = (acc7.clone(), acc7.clone());
        let a18 = F::relu(&both20.0);
        let mut b19 = both20.1;
        self.join.forward(F::cat([&b19, &b19], 1)) + &a18 + &b19 + v13.mean([1], true).reshape([-1, 1, 1, 1])
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
