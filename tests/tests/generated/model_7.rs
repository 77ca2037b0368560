//! A random model: seed 7 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    conv2: Conv2d,
    convs: [Conv2d; 3],
    act_relu: ReLU,
    norm0: BatchNorm2d,
    down: Conv2d,
    scale: f32,
    kernel: Tensor,
    join: Conv2d,
    conv1: Conv2d,
    maybe: Option<Conv2d>,
    pair: (Conv2d, BatchNorm2d),
    pool: MaxPool2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            conv2: Conv2d::new(4, 4, 3).padding(1).bias(false),
            convs: [Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(1).bias(false)],
            act_relu: ReLU::new(),
            norm0: BatchNorm2d::new(4),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            scale: 1.25,
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            join: Conv2d::new(8, 4, 1),
            conv1: Conv2d::new(4, 4, 1),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            pool: MaxPool2d::new(3).stride(1).padding(1),
        }
    }

    fn pick(&self, x: &Tensor) -> &Conv2d {
        if x.mean_value() > 0.1 {
            return &self.conv2;
        }
        &self.convs[2]
    }
    #[quantizable(export)]
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let t3 = self.join.forward(F::cat([&x, &F::conv2d(self.norm0.forward(self.convs[1].forward(&x)), &self.kernel, None, 1, 0, 1, 1)], 1));
        t3 - &x + &x
    }
    #[quantizable(export)]
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = self.conv1.forward(self.act_relu.forward(&y));
        }
        y
    }
    #[quantizable(export)]
    fn both(&self, x: &Tensor) -> (Tensor, Tensor) {
        let mut v4 = match &self.maybe {
            None => {
                F::add_with(F::relu(self.conv1.forward(x) + x.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1)), x, 0.5)
            }
            Some(layer) => {
                let mut t5 = F::pad(F::relu(self.pair.0.forward(x) + x.add(x)).narrow(-1, 1, 5), [0, 1], 0.0);
                self.pool.forward(&t5) + &t5
            }
        };
        let a = v4;
        (a, x.clone())
    }
    #[quantizable(export)]
    fn level(&self) -> f32 {
        self.scale * 1.25
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let t1 = F::relu(self.norm0.forward(self.pick(&x).forward(self.act_relu.forward(&x) + -0.5)));
        let mut t2: Tensor = self.down.forward(F::add(x, &t1));
        t2 -= self.scale;
        t2 = F::cat(t2.chunk(2, 1), 1);
        t1.relu() + F::pad(t2.clone(), [1, 2, 2, 1], 0.0)
    }
}

#[quantizable]
struct Net {
    convs: [Conv2d; 3],
    join: Conv2d,
    pair: (Conv2d, BatchNorm2d),
    plain: bool,
    #[quantizable(model)] part: Part,
    #[quantizable(model)] two: [Part; 2],
    conv2: Conv2d,
    norm2: BatchNorm2d,
    conv1: Conv2d,
    scale: f32,
    never: Option<Conv2d>,
    fancy: bool,
    conv0: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    down: Conv2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            convs: [Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1)],
            join: Conv2d::new(8, 4, 1),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            plain: false,
            part: Part::new(),
            two: [Part::new(), Part::new()],
            conv2: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            norm2: BatchNorm2d::new(4),
            conv1: Conv2d::new(4, 4, 3).padding(1).groups(4),
            scale: 0.5,
            never: None,
            fancy: true,
            conv0: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        b.relu().relu() + &a
    }
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = self.join.forward(F::cat([&y, &y], 1));
        }
        y
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut v5 = if !self.plain {
            F::adaptive_avg_pool2d(self.part.step(x.clone(), self.two[1].level()), 3)
        } else {
            self.norm2.forward(self.conv2.forward(&x)).max_pool2d(2, 2)
        };
        F::add_with(&x, self.conv1.forward(&x), 0.5) + F::pad(v5.clone(), [1, 2, 2, 1], 0.0)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = Self::mix(x.clone(), &x);
        'outer2: for i in 0..3 {
            for layer in &self.convs {
                if i == 1 {
                    continue 'outer2;
                }
                acc1 = F::relu(self.twice(&acc1, 1));
                if i == 2 {
                    break 'outer2;
                }
            }
        }
        acc1 -= self.pair.0.forward(F::relu(&x)).relu();
        let mut acc3 = x;
        for i4 in 1..=2 {
            acc3 = self.step(acc3, self.scale);
        }
        let mut v6 = match &self.never {
            Some(layer) => {
                let mut v7 = if !self.fancy {
                    F::adaptive_avg_pool2d(F::relu(self.two_pairs[1].1.forward(self.conv0.forward(&acc3))), 3)
                } else {
                    self.down.forward(self.step(acc3, 0.5))
                };
                acc1.clone() + F::pad(v7.clone(), [1, 2, 2, 1], 0.0)
            }
            None => {
                acc3
            }
        };
        let mut v6 = self.join.forward(F::cat([&v6, &acc1], 1));
        std::mem::swap(&mut acc1, &mut v6);
        v6.max_pool2d(2, 2) + v6.max_pool2d(2, 2)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
