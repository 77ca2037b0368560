//! A random model: seed 4 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

fn soften(x: &Tensor) -> Tensor {
    let values = x.as_slice().iter().map(|v| v / (1.0 + v.abs()));
    Tensor::from_vec(values.collect(), x.shape())
}

#[quantizable]
struct Part {
    norm2: BatchNorm2d,
    convs: [Conv2d; 3],
    join: Conv2d,
    head: Linear,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            norm2: BatchNorm2d::new(4),
            convs: [Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1).bias(false)],
            join: Conv2d::new(8, 4, 1),
            head: Linear::new(4, 6),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let mut all1 = Vec::new();
        all1.push(self.norm2.forward(F::add_with(&x, &x, 0.5)));
        for layer in self.convs.iter().take(2) {
            all1.push(self.join.forward(F::cat([&x, &(&x - &x)], 1)));
        }
        let x = F::cat(&all1, 1).mean([1], true) + &all1[0];
        let mut t2 = self.head.forward(x.mean([2, 3], false));
        #[quantizable(float)]
        let t3 = soften(&x);
        let mut t3 = F::relu(&t3);
        F::relu6(t3)
    }
}

#[quantizable]
struct Net {
    fancy: bool,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    scale: f32,
    norm1: BatchNorm2d,
    conv1: Conv2d,
    part: Part,
    norm0: BatchNorm2d,
    conv2: Conv2d,
    norm2: BatchNorm2d,
    act_relu6: ReLU6,
    maybe: Option<Conv2d>,
    wide144: Linear,
    count: usize,
    convs: Vec<Conv2d>,
    dropout: Dropout,
    act_relu: ReLU,
    head: Linear,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            fancy: true,
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            scale: 0.5,
            norm1: BatchNorm2d::new(4),
            conv1: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            part: Part::new(),
            norm0: BatchNorm2d::new(4),
            conv2: Conv2d::new(4, 4, 3).padding(1).groups(4),
            norm2: BatchNorm2d::new(4),
            act_relu6: ReLU6::new(),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            wide144: Linear::new(144, 6),
            count: 2,
            convs: vec![Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1).groups(4)],
            dropout: Dropout::new(0.5),
            act_relu: ReLU::new(),
            head: Linear::new(4, 6),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        let n3 = x.size(1) * x.size(-1);
        debug_assert!(n3 == 24 && x.numel() == 288);
        let k4 = n3 as f32 / 48.0;
        self.norm1.forward(self.two_pairs[0].0.forward(&x)).relu()
    }
    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        b.relu().relu()
    }
    fn forward(&self, x: Tensor) -> Tensor {
        if x.max_value() + x.mean_value() < 1.0 {
            let mut v1 = if self.fancy {
                let r2 = &x;
                (-0.5 * r2).relu6()
            } else {
                self.norm1.forward(self.two_pairs[0].0.forward(&x + self.scale))
            };
            v1 = F::relu(&v1).add(self.conv1.forward(&x));
        } else if self.fancy {
            let t5 = self.part.forward(self.step(self.norm0.forward(&x), -0.5));
        } else {
            let (a6, mut b7) = (F::sub(&x * -0.5, &x), F::relu(self.norm2.forward(self.conv2.forward(x.relu6()))));
            b7 = self.act_relu6.forward(Self::mix(b7, &a6));
        }
        let mut v8 = match &self.maybe {
            None => {
                let mut v9 = 'done10: {
                    if self.fancy {
                        break 'done10 self.wide144.forward(F::relu(self.norm0.forward(self.two_pairs[0].0.forward(&x))).reshape([-1, 144]));
                    }
                    let mut v11 = match self.count {
                        0 | 3 => {
                            let mut acc12 = 0.75 * &x;
                            for i13 in (0..self.count).rev() {
                                acc12 = self.dropout.forward(acc12);
                            }
                            acc12
                        }
                        1..=2 => {
                            x.clone()
                        }
                        _ => {
                            let mut t14 = self.wide144.forward(x.reshape([-1, 144]));
                            x.clone()
                        }
                    };
                    self.wide144.forward(v11.reshape([-1, 144]))
                };
                x.max_pool2d(2, 2)
            }
            Some(layer) => {
                F::adaptive_avg_pool2d(&x, 3)
            }
        };
        let t15: Tensor = &v8 + &v8;
        let y16 = self.conv1.forward(&x);
        let y16 = self.norm0.forward(y16);
        let mut t17 = F::relu(y16 + &x);
        let t17 = 1.0 - &t17;
        v8 = self.two_pairs[0].1.forward(&t15);
        v8 = self.act_relu.forward(&t15);
        let r18 = &t17;
        let r19 = &r18;
        self.head.forward(F::flatten(F::adaptive_avg_pool2d(&t15, 1), 1, -1))
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
