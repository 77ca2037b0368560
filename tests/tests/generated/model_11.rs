//! A random model: seed 11 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    never: Option<Conv2d>,
    scale: f32,
    join: Conv2d,
    conv2: Conv2d,
    norm2: BatchNorm2d,
    pair: (Conv2d, BatchNorm2d),
    act_relu6: ReLU6,
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
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            act_relu6: ReLU6::new(),
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
            let mut t2: Tensor = self.step(1.0 - &x, -0.5).max_pool2d(2, 2);
        }
        let mut acc3 = x.clone();
        let mut n4 = 0;
        while n4 < 2 && acc3.mean_value() < 10.0 {
            let acc3 = F::relu(&acc3);
            let mut acc3 = acc3.add(&acc3);
            n4 += 1;
        }
        let y5 = self.pair.0.forward(acc3);
        let y5 = self.norm2.forward(y5);
        let t6 = y5.relu6();
        let y7 = self.conv2.forward(&x);
        let y7 = self.norm2.forward(y7);
        let t8 = y7.relu6();
        let mut t9 = self.act_relu6.forward(&t6);
        &t6 * self.scale
    }
}

#[quantizable]
struct Net {
    never: Option<Conv2d>,
    plain: bool,
    pair: (Conv2d, BatchNorm2d),
    convs: [Conv2d; 3],
    conv2: Conv2d,
    norm1: BatchNorm2d,
    conv0: Conv2d,
    norm0: BatchNorm2d,
    fancy: bool,
    norm2: BatchNorm2d,
    down: Conv2d,
    join: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    parts: Vec<Part>,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            never: None,
            plain: false,
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            convs: [Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1).groups(4)],
            conv2: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            norm1: BatchNorm2d::new(4),
            conv0: Conv2d::new(4, 4, 3).padding(1).bias(false),
            norm0: BatchNorm2d::new(4),
            fancy: true,
            norm2: BatchNorm2d::new(4),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            join: Conv2d::new(8, 4, 1),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            parts: vec![Part::new(), Part::new()],
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = ({ let inner = F::relu(self.norm1.forward(self.conv2.forward(y))); let edge = inner.max_value() * 0.5; F::avg_pool2d(F::pad(inner, [1, 1, 1, 1], edge), (3, 3), 1) });
        }
        y
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = match &self.never {
            Some(layer) => {
                if self.plain {
                    let x = self.pair.0.forward(F::add_with(&x, &x, 0.5)).relu() * F::relu(&x).add(&x + &x);
                } else {
                    let mut acc2 = F::relu(&x);
                    for layer in self.convs.iter().rev() {
                        acc2 = layer.forward(F::relu(&x));
                    }
                    acc2 = self.twice(&F::add_with(&acc2, acc2.clone(), 0.5), 1);
                }
                F::relu(self.norm0.forward(layer.forward(self.norm0.forward(self.conv0.forward(&x)))))
            }
            None => {
                if !self.fancy {
                    return F::relu(self.norm1.forward(self.pair.0.forward(F::relu(&x))));
                }
                F::relu(self.norm2.forward(self.convs[0].forward(&x)))
            }
        };
        let mut v3 = match &self.never {
            None => {
                self.down.forward(F::relu(&v1))
            }
            Some(layer) => {
                self.down.forward(layer.forward(v1))
            }
        };
        v3 = self.conv2.forward(&v3).relu();
        v3 = self.join.forward(F::cat([&v3, &v3], 1));
        v3 -= x.max_pool2d(2, 2);
        v3 += x.max_pool2d(2, 2);
        let y4 = self.two_pairs[1].0.forward(&x);
        let y4 = self.norm2.forward(y4);
        let mut t5 = F::relu(y4 + &x);
        t5 += -0.5;
        let mut v3 = F::squeeze(v3.unsqueeze(1), 1);
        self.parts[1].forward(t5)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
