//! A random model: seed 1 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    head: Linear,
    pair: (Conv2d, BatchNorm2d),
    never: Option<Conv2d>,
    average: AvgPool2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            head: Linear::new(4, 6),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            never: None,
            average: AvgPool2d::new(3).stride(1).padding(1),
        }
    }

    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = F::relu(y.relu());
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let t1 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(self.pair.0.forward(F::relu6(x.clone())).relu(), 1), 1, -1));
        let mut v2 = 'done3: {
            if self.never.is_some() {
                break 'done3 self.head.forward(F::flatten(F::adaptive_avg_pool2d(0.25 * &x, 1), 1, -1));
            }
            let t4 = F::adaptive_avg_pool2d(&x, 3);
            t1
        };
        let mut t5 = F::add_with(&x, &x, 0.5);
        t5 = self.average.forward(&x);
        self.limited(t5, 2).unwrap() + &x + v2.mean([1], true).reshape([-1, 1, 1, 1])
    }
}

#[quantizable]
struct Net {
    count: usize,
    conv0: Conv2d,
    norm2: BatchNorm2d,
    convs: [Conv2d; 3],
    kernel: Tensor,
    pair: (Conv2d, BatchNorm2d),
    never: Option<Conv2d>,
    scale: f32,
    norm1: BatchNorm2d,
    dropout: Dropout,
    parts: Vec<Part>,
    part: Part,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            count: 1,
            conv0: Conv2d::new(4, 4, 3).padding(1).groups(4),
            norm2: BatchNorm2d::new(4),
            convs: [Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(2).dilation(2)],
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            never: None,
            scale: 0.75,
            norm1: BatchNorm2d::new(4),
            dropout: Dropout::new(0.5),
            parts: vec![Part::new(), Part::new()],
            part: Part::new(),
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::conv2d(y, &self.kernel, None, 1, 0, 1, 1) - F::relu(self.norm2.forward(self.pair.0.forward(x)));
        }
        y
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let t9 = F::relu(self.conv0.forward(self.part.forward(x.clone())));
        self.conv0.forward(&t9) - F::add_with(&t9, &x, 0.5)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = match self.count {
            0 | 3 => {
                let mut acc2 = F::relu(self.norm2.forward(self.conv0.forward(&x)));
                'outer3: for i in 0..3 {
                    for layer in &self.convs {
                        if i == 1 {
                            continue 'outer3;
                        }
                        acc2 = acc2.relu6();
                        if i == 2 {
                            break 'outer3;
                        }
                    }
                }
                self.twice(&F::relu(&acc2), 1) + &acc2
            }
            1..=2 => {
                let mut t4 = {
                    if self.never.is_some() {
                        return &x + self.scale;
                    }
                    x.clone()
                };
                self.norm1.forward(t4.add(t4.clone())) + &t4
            }
            _ => {
                self.dropout.forward(&x)
            }
        };
        let r5 = &v1;
        let v1: Tensor = F::relu6(&x);
        let t6 = v1.relu();
        let mut all7 = vec![v1, r5.clone()];
        let t8 = F::cat(&all7, 1).mean([1], true) + &all7[0];
        let mut r5 = self.parts[0].forward(t8);
        self.step(r5, 0.5) + &x
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
