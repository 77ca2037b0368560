//! A random model: seed 19 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    count: usize,
    pair: (Conv2d, BatchNorm2d),
    norm2: BatchNorm2d,
    scale: f32,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            count: 3,
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            norm2: BatchNorm2d::new(4),
            scale: 1.25,
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = -(F::add_with(y, x, 0.5));
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
    count: usize,
    part: Part,
    convs: [Conv2d; 3],
    maybe: Option<Conv2d>,
    conv0: Conv2d,
    norm2: BatchNorm2d,
    kernel: Tensor,
    conv1: Conv2d,
    fancy: bool,
    scale: f32,
    plain: bool,
    wide144: Linear,
    two: [Part; 2],
    pairs: Vec<(Conv2d, BatchNorm2d)>,
    norm0: BatchNorm2d,
    parts: Vec<Part>,
    pair: (Conv2d, BatchNorm2d),
    down: Conv2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            count: 3,
            part: Part::new(),
            convs: [Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1).bias(false)],
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            conv0: Conv2d::new(4, 4, 1),
            norm2: BatchNorm2d::new(4),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            conv1: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            fancy: true,
            scale: 0.5,
            plain: false,
            wide144: Linear::new(144, 6),
            two: [Part::new(), Part::new()],
            pairs: vec![(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            norm0: BatchNorm2d::new(4),
            parts: vec![Part::new(), Part::new()],
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
        }
    }

    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        let mut t1 = {
            let mut v2 = match self.count {
                1 => {
                    x.clone()
                }
                n if n > 2 => {
                    self.part.forward(x - x)
                }
                _ => {
                    let mut acc3 = F::cat(x.chunk(2, 1), 1);
                    for i4 in (0..self.count).rev() {
                        acc3 = F::squeeze(acc3.unsqueeze(1), 1);
                        acc3 = self.convs[i4].forward(&acc3);
                        if i4 == 1 {
                            continue;
                        }
                        acc3 = acc3.relu();
                    }
                    x - x + &acc3
                }
            };
            x.clone() + &v2
        };
        let y = F::mul_scalar(x, -0.5);
        let _ = self.maybe.as_ref()?;
        Some(y)
    }
    fn both(&self, x: &Tensor) -> (Tensor, Tensor) {
        let mut acc12 = F::relu(x);
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            if self.count % 2 == 1 && self.fancy {
                acc12 = layer.forward(&acc12) - F::mul_scalar(&acc12, 0.75);
                acc12 = layer.forward(acc12).relu() - x;
            } else if { acc12 = x.add_scalar(self.scale); self.plain } {
                acc12 = layer.forward(acc12.clone());
            }
            acc12 = x + x.mean([1], true);
        }
        let a = acc12;
        (a, x.clone())
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v5 = if let Some(found) = self.attempt(&self.part.forward(x.clone())) { found } else { x.clone() };
        let y6 = self.conv0.forward(F::conv2d(v5, &self.kernel, None, 1, 0, 1, 1));
        let y6 = self.norm2.forward(y6);
        let x: Tensor = F::relu(y6 + &x);
        let mut acc7 = x.leaky_relu(0.125);
        for i8 in (0..self.count).rev() {
            acc7 = F::relu(self.conv1.forward(F::add_with(&acc7, &x, 0.5)) + F::sub(&acc7, &x));
            acc7 = self.convs[i8].forward(&acc7);
            if i8 == 1 {
                continue;
            }
            acc7 = acc7.relu();
        }
        let mut v9 = if self.count > 1 {
            F::relu(acc7.relu6())
        } else {
            let (a10, mut b11) = self.both(&acc7);
            self.conv1.forward(&acc7) + &a10
        };
        let t13 = self.wide144.forward(v9.reshape([-1, 144]));
        let mut acc14 = self.two[1].forward(v9);
        for (conv, norm) in &self.pairs {
            let y15 = self.conv1.forward(self.parts[1].forward(acc14.clone()));
            let y15 = self.norm0.forward(y15);
            let mut t16 = y15.relu6();
            acc14 = F::gelu(self.pair.0.forward(t16));
        }
        let mut v17 = match &self.maybe {
            Some(layer) => {
                self.down.forward(self.two[1].forward(acc7))
            }
            None => {
                acc7 = F::relu(&acc14 * &acc14);
                self.down.forward(self.part.forward(acc7))
            }
        };
        acc14 = F::tanh(F::mul_scalar(acc14, 0.25));
        v17 += F::adaptive_avg_pool2d(&acc14, 3);
        &acc14 * 0.5 + F::pad(v17.clone(), [1, 2, 2, 1], 0.0)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
