//! A random model: seed 19 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    count: usize,
    pair: (Conv2d, BatchNorm2d),
    norm2: BatchNorm2d,
    scale: f32,
    plain: bool,
    conv1: Conv2d,
    norm1: BatchNorm2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    maybe: Option<Conv2d>,
    pool: MaxPool2d,
    conv0: Conv2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            count: 3,
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            norm2: BatchNorm2d::new(4),
            scale: 1.25,
            plain: false,
            conv1: Conv2d::new(4, 4, 3).padding(1),
            norm1: BatchNorm2d::new(4),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            pool: MaxPool2d::new(3).stride(1).padding(1),
            conv0: Conv2d::new(4, 4, 1),
        }
    }

    #[quantizable(export)]
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = -(F::add_with(y, x, 0.5));
        }
        y
    }
    #[quantizable(export)]
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut t4 = {
            if !self.plain {
                let mut t5 = F::relu(self.norm1.forward(self.conv1.forward(F::transpose(&x - &x, 2, 3))));
            } else {
                let t6 = self.two_pairs[0].0.forward(x.relu6()).pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1);
            }
            x.clone()
        };
        t4.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1)
    }
    #[quantizable(export)]
    fn both(&self, x: &Tensor) -> (Tensor, Tensor) {
        let late7;
        if self.maybe.is_some() {
            late7 = self.pool.forward(F::transpose(x, 2, 3));
        } else {
            late7 = F::relu(self.norm2.forward(self.conv0.forward(x.clone())));
        }
        let a = F::relu(late7.add(&late7));
        (a, (&late7 / 1.5) + &late7)
    }
    #[quantizable(export)]
    fn level(&self) -> f32 {
        self.scale * 1.25
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = match self.count {
            0 | 3 => {
                let mut acc2 = F::relu(self.norm2.forward(self.pair.0.forward(&x)));
                let mut n3 = 0;
                while n3 < self.count {
                    acc2 = self.twice(&F::relu(&acc2), 1);
                    n3 += 1;
                }
                acc2.relu() + &acc2
            }
            1..=2 => {
                x.clone()
            }
            _ => {
                x.clone()
            }
        };
        v1 += &x;
        v1 = F::mul_scalar(v1, self.scale);
        v1 = F::relu(&v1);
        F::sub(x, &v1) + &v1
    }
}

#[quantizable]
struct Net {
    part: Part,
    join: Conv2d,
    down: Conv2d,
    kernel: Tensor,
    conv1: Conv2d,
    never: Option<Conv2d>,
    convs: [Conv2d; 3],
    act_silu: SiLU,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            part: Part::new(),
            join: Conv2d::new(8, 4, 1),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            conv1: Conv2d::new(4, 4, 3).padding(1).bias(false),
            never: None,
            convs: [Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 1)],
            act_silu: SiLU::new(),
        }
    }

    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        let mut t2 = self.down.forward(F::conv2d(F::relu(x.clone()), &self.kernel, None, 1, 0, 1, 1));
        let y = F::relu(self.conv1.forward(x));
        let _ = self.never.as_ref()?;
        Some(y)
    }
    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::max_pool2d(F::pad(b, [1, 1, 1, 1], 0.0), 3, 1) + b
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let t1 = F::add_with(F::relu(self.part.forward(x.clone())), F::relu(self.join.forward(F::cat([&x, &x], 1))), 0.5);
        let mut v3 = if let Some(found) = self.attempt(&F::add_with(&x, &x, 0.5)) { found } else { x.clone() };
        let mut t4 = {
            F::adaptive_avg_pool2d(self.part.forward(x), 3)
        };
        t4 = self.down.forward(v3.leaky_relu(0.125));
        let mut acc5 = Self::mix(v3, &t1);
        'outer6: for i in 0..3 {
            for layer in &self.convs {
                if i == 1 {
                    continue 'outer6;
                }
                acc5 = self.act_silu.forward(F::add(&t1, &t1));
                if i == 2 {
                    break 'outer6;
                }
            }
        }
        let t1 = Self::mix(acc5, &t1);
        let mut v7 = if let Some(found) = self.attempt(&F::pad(t4, [1, 2, 2, 1], 0.0)) { found } else { t1.clone() };
        self.down.forward(t1.clone()) + t1.max_pool2d(2, 2)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
