//! A random model: seed 5 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    conv1: Conv2d,
    norm0: BatchNorm2d,
    average: AvgPool2d,
    head: Linear,
    conv2: Conv2d,
    convs: [Conv2d; 3],
    maybe: Option<Conv2d>,
    norm2: BatchNorm2d,
    scale: f32,
    down: Conv2d,
    kernel: Tensor,
    pairs: Vec<(Conv2d, BatchNorm2d)>,
    dropout: Dropout,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            conv1: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            norm0: BatchNorm2d::new(4),
            average: AvgPool2d::new(3).stride(1).padding(1),
            head: Linear::new(4, 6),
            conv2: Conv2d::new(4, 4, 3).padding(1).bias(false),
            convs: [Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 1)],
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            norm2: BatchNorm2d::new(4),
            scale: 0.75,
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            pairs: vec![(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            dropout: Dropout::new(0.5),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
        }
    }

    #[quantizable(export)]
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = self.average.forward(&y).sub(({ let inner = x.reshape([-1, 4, 36]); inner.view([-1, 4, 6, 6]) }));
        }
        y
    }
    fn pick(&self, x: &Tensor) -> &Conv2d {
        match &self.maybe {
            Some(layer) => layer,
            None => &self.conv2,
        }
    }
    #[quantizable(export)]
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut t5 = self.down.forward(F::mul_scalar(F::relu(&x), self.scale));
        F::add_with(&x, &x, 0.5).relu() + F::pad(t5.clone(), [1, 2, 2, 1], 0.0)
    }
    #[quantizable(export)]
    fn both(&self, x: &Tensor) -> (Tensor, Tensor) {
        let mut acc6 = F::conv2d(x, &self.kernel, None, 1, 0, 1, 1);
        for (conv, norm) in &self.pairs {
            acc6 = norm.forward(conv.forward(self.conv2.forward(acc6.clone())));
            acc6 = self.dropout.forward(F::sigmoid(acc6));
        }
        let a = F::relu(self.two_pairs[0].0.forward(acc6.relu6()) + x);
        (a, x.clone())
    }
    #[quantizable(export)]
    fn level(&self) -> f32 {
        self.scale * 1.25
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = F::sub(self.norm0.forward(self.conv1.forward(&x)) - self.twice(&x, 1).mean([1], true), x.clone());
        let t2 = self.head.forward(t1.mean([2, 3], false));
        let y3 = self.pick(&t1).forward(t1.clone());
        let y3 = self.norm2.forward(y3);
        let mut t4 = y3.relu6();
        t1 -= self.scale;
        t4 - t1.clone() + &t1
    }
}

#[quantizable]
struct Net {
    convs: Vec<Conv2d>,
    scale: f32,
    parts: Vec<Part>,
    dropout: Dropout,
    act_relu: ReLU,
    plain: bool,
    maybe: Option<Conv2d>,
    part: Part,
    conv1: Conv2d,
    count: usize,
    act_identity: Identity,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    join: Conv2d,
    down: Conv2d,
    kernel: Tensor,
    wide144: Linear,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            convs: vec![Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1)],
            scale: 0.5,
            parts: vec![Part::new(), Part::new()],
            dropout: Dropout::new(0.5),
            act_relu: ReLU::new(),
            plain: false,
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            part: Part::new(),
            conv1: Conv2d::new(4, 4, 3).padding(1).groups(4),
            count: 1,
            act_identity: Identity::new(),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            join: Conv2d::new(8, 4, 1),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            wide144: Linear::new(144, 6),
        }
    }

    fn both(&self, x: &Tensor) -> (Tensor, Tensor) {
        let mut v7 = if !self.plain {
            self.conv1.forward(self.conv1.forward(x)).relu()
        } else {
            let mut acc8 = F::add_with(x, x, 0.5);
            let mut n9 = 0;
            while n9 < self.count {
                acc8 = F::relu(acc8.clone());
                n9 += 1;
            }
            self.act_identity.forward(x).pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1) + &acc8
        };
        let a = v7;
        (a, x.clone())
    }
    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = self.two_pairs[1].0.forward(F::hardswish(&y)).relu();
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut acc14 = x.clone();
        let mut n15 = 0;
        while n15 < self.count {
            let mut v16 = match self.count {
                0 | 3 => {
                    acc14 += -0.5;
                    self.part.forward(self.parts[0].forward(acc14.clone()))
                }
                1..=2 => {
                    self.join.forward(F::cat([&acc14, &acc14], 1))
                }
                _ => {
                    let mut t17 = {
                        self.down.forward(acc14.sub(acc14.clone()))
                    };
                    acc14.clone() + F::pad(t17.clone(), [1, 2, 2, 1], 0.0)
                }
            };
            acc14 = v16.leaky_relu(0.125);
            n15 += 1;
        }
        F::add_with(&acc14, &acc14, 0.5) + &x + &acc14
    }
    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::relu(F::max_pool2d(F::pad(b, [1, 1, 1, 1], 0.0), 3, 1))
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = x.add_scalar(-0.5);
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            acc1 = self.parts[1].twice(&acc1, 2) / 1.5;
        }
        let mut acc2 = self.dropout.forward(&x);
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            acc2 = self.act_relu.forward(acc2.leaky_relu(0.125));
        }
        if !self.plain {
            acc1 = x.mul(&acc2);
        } else {
            acc1 = self.scale * &acc2;
        }
        let Some(layer3) = &self.maybe else { return self.part.forward(acc2) };
        let r4 = &acc2;
        let (a5, mut b6) = self.both(&self.limited(acc1, 2).unwrap());
        let mut acc10 = b6;
        let mut n11 = 0;
        let mut v12 = loop {
            if a5.argmax() % 2 == 1 {
                let mut acc13 = self.step(acc10.clone(), self.scale);
                let mut n18 = 0;
                let mut v19 = loop {
                    acc13 = layer3.forward(r4).relu().conv2d(&self.kernel, None, 1, 0, 1, 1);
                    n18 += 1;
                    if n18 >= 2 {
                        break acc13.relu() * 0.5;
                    }
                };
                acc10 = F::relu(F::relu(acc13));
            }
            acc10 = self.dropout.forward(&acc10);
            n11 += 1;
            if n11 >= 2 {
                break acc10.relu() * 0.5;
            }
        };
        let mut acc20 = Self::mix(v12, &acc10);
        let mut n21 = 0;
        while n21 < self.count {
            acc20 = self.part.forward(F::relu(&acc10));
            n21 += 1;
        }
        if acc10.argmax() % 2 == 1 {
            acc10 = layer3.forward(acc20).relu();
        } else {
            acc10 = F::conv2d(&acc10, &self.kernel, None, 1, 0, 1, 1);
            acc10 = acc20.add(&acc10);
        }
        let mut t22: Tensor = self.wide144.forward(a5.reshape([-1, 144]));
        self.join.forward(F::cat([&acc10, &acc10], 1)) + &x + &acc2 + r4 + &acc10 + t22.mean([1], true).reshape([-1, 1, 1, 1])
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
