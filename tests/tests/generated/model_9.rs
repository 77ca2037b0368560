//! A random model: seed 9 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    count: usize,
    conv1: Conv2d,
    scale: f32,
    join: Conv2d,
    convs: Vec<Conv2d>,
    wide144: Linear,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    norm0: BatchNorm2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            count: 2,
            conv1: Conv2d::new(4, 4, 1),
            scale: 0.5,
            join: Conv2d::new(8, 4, 1),
            convs: vec![Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1).groups(4)],
            wide144: Linear::new(144, 6),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            norm0: BatchNorm2d::new(4),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let t2 = F::relu(F::relu(x.clone()));
        F::cat(F::relu(self.conv1.forward(t2) + &x).chunk(2, 1), 1)
    }
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::cat(x.chunk(2, 1), 1) / 1.5;
        }
        y
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = match self.count {
            0 | 3 => {
                self.step(&x * self.scale, 0.25)
            }
            1..=2 => {
                let mut acc3 = self.join.forward(F::cat([&x, &x], 1));
                for layer in self.convs.iter().rev() {
                    acc3 = F::relu(self.join.forward(F::cat([&acc3, &acc3], 1)));
                }
                acc3
            }
            _ => {
                let mut t4 = self.wide144.forward(x.reshape([-1, 144]));
                x.clone() + t4.mean([1], true).reshape([-1, 1, 1, 1])
            }
        };
        v1 -= &x;
        v1 = x.relu6();
        v1 = self.twice(&x, 1);
        F::relu(self.norm0.forward(self.two_pairs[0].0.forward(&v1))) + &x + &v1
    }
}

#[quantizable]
struct Net {
    norm0: BatchNorm2d,
    count: usize,
    head: Linear,
    two: [Part; 2],
    plain: bool,
    conv1: Conv2d,
    pair: (Conv2d, BatchNorm2d),
    join: Conv2d,
    norm2: BatchNorm2d,
    parts: Vec<Part>,
    maybe: Option<Conv2d>,
    dropout: Dropout,
    conv0: Conv2d,
    norm1: BatchNorm2d,
    down: Conv2d,
    kernel: Tensor,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            norm0: BatchNorm2d::new(4),
            count: 2,
            head: Linear::new(4, 6),
            two: [Part::new(), Part::new()],
            plain: false,
            conv1: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            join: Conv2d::new(8, 4, 1),
            norm2: BatchNorm2d::new(4),
            parts: vec![Part::new(), Part::new()],
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            dropout: Dropout::new(0.5),
            conv0: Conv2d::new(4, 4, 3).padding(1).groups(4),
            norm1: BatchNorm2d::new(4),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
        }
    }

    fn pick(&self, x: &Tensor) -> &Conv2d {
        if x.argmax() % 2 == 1 {
            return &self.conv1;
        }
        &self.pair.0
    }
    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = F::relu(self.pair.0.forward(&y) + self.join.forward(F::cat([&y, &y], 1))) - self.conv1.forward(&y);
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let t1 = self.norm0.forward(F::add(F::relu(&x), &x));
        if self.count > 1 {
            return self.head.forward(self.two[1].forward(t1).mean([2, 3], false));
        }
        if self.plain {
            let mut t2 = F::mul(F::relu(self.norm2.forward(self.pick(&t1).forward(self.limited(t1.clone(), 2).unwrap()))), F::relu(1.5 * &t1));
        } else if x.mean_value() > 0.1 {
            let mut acc3 = t1 + &x;
            for layer in &self.parts {
                let mut v4 = match &self.maybe {
                    None => {
                        acc3 = self.dropout.forward(acc3.clone());
                        F::adaptive_avg_pool2d(self.norm1.forward(self.conv0.forward(&acc3)), 3)
                    }
                    Some(layer) => {
                        acc3 -= F::add(x.relu6(), x.add(&x));
                        self.down.forward(F::relu(&acc3))
                    }
                };
                acc3 = F::pad(self.norm2.forward(self.conv1.forward(v4)), [1, 2, 2, 1], 0.0);
            }
            acc3 = self.norm0.forward(self.conv1.forward(&acc3)).conv2d(&self.kernel, None, 1, 0, 1, 1);
        }
        let mut acc5 = &x / 1.5;
        let mut n6 = 0;
        let mut v7 = loop {
            acc5 = F::conv2d(&acc5, &self.kernel, None, 1, 0, 1, 1);
            n6 += 1;
            if n6 >= 2 {
                break acc5.relu() * 0.5;
            }
        };
        let mut t8 = self.pick(&acc5).forward(&acc5).relu();
        std::mem::swap(&mut v7, &mut t8);
        v7 -= &acc5;
        let (a9, mut b10) = (v7, t8);
        let both13 = (a9, b10);
        let a11 = F::relu(&both13.0);
        let mut b12 = both13.1;
        let n14 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n14 == 24 && x.numel() % 144 == 0);
        let k15 = n14 as f32 / 48.0;
        self.head.forward(F::flatten(F::adaptive_avg_pool2d(a11, 1), 1, -1)) + x.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + acc5.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + b12.adaptive_avg_pool2d((1, 6)).mean([1, 2], false)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
