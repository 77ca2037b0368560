//! A random model: seed 19 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    count: usize,
    pair: (Conv2d, BatchNorm2d),
    norm2: BatchNorm2d,
    scale: f32,
    down: Conv2d,
    pool: MaxPool2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            count: 3,
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            norm2: BatchNorm2d::new(4),
            scale: 0.75,
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            pool: MaxPool2d::new(3).stride(1).padding(1),
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::add_with(y, x, 0.5) - 0.75;
        }
        y
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
                F::relu(&acc2) + &acc2
            }
            1..=2 => {
                let x = x.add_scalar(self.scale);
                x.clone()
            }
            _ => {
                x.clone()
            }
        };
        let mut t4 = F::relu(&v1);
        let mut t5 = self.down.forward(&t4);
        t5 -= -0.5;
        self.pool.forward(&x) + &x + &v1 + &t4 + F::pad(t5.clone(), [1, 2, 2, 1], 0.0)
    }
}

#[quantizable]
struct Net {
    conv2: Conv2d,
    parts: Vec<Part>,
    maybe_part: Option<Part>,
    conv1: Conv2d,
    norm2: BatchNorm2d,
    dropout: Dropout,
    pair: (Conv2d, BatchNorm2d),
    norm1: BatchNorm2d,
    count: usize,
    fancy: bool,
    conv0: Conv2d,
    head: Linear,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            conv2: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            parts: vec![Part::new(), Part::new()],
            maybe_part: Some(Part::new()),
            conv1: Conv2d::new(4, 4, 1),
            norm2: BatchNorm2d::new(4),
            dropout: Dropout::new(0.5),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            norm1: BatchNorm2d::new(4),
            count: 1,
            fancy: true,
            conv0: Conv2d::new(4, 4, 1),
            head: Linear::new(4, 6),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1: Tensor = self.conv2.forward(&x);
        let mut acc2 = self.conv2.forward(t1.clone());
        for layer in &self.parts {
            if let Some(layer) = self.maybe_part.as_ref() {
                t1 = F::relu(self.norm2.forward(self.conv1.forward(&acc2)));
                acc2 = &acc2 + self.norm2.forward(&acc2);
            }
            acc2 = F::relu(self.dropout.forward(acc2));
        }
        let late3;
        if { t1 = (acc2 - x) + self.norm1.forward(self.pair.0.forward(&t1)); self.count % 2 == 1 && self.fancy } {
            late3 = F::relu(self.conv0.forward(&t1) + &t1).relu();
        } else {
            late3 = t1.clone();
        }
        t1 += &late3;
        let mut t4 = F::adaptive_avg_pool2d(t1.clone(), 3);
        let mut t5 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(&t4, 1), 1, -1));
        &t5 - &t5 + t1.adaptive_avg_pool2d((1, 6)).mean([1, 2], false)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
