//! A random model: seed 1 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

fn soften(x: &Tensor) -> Tensor {
    let values = x.as_slice().iter().map(|v| v / (1.0 + v.abs()));
    Tensor::from_vec(values.collect(), x.shape())
}

#[quantizable]
struct Part {
    pair: (Conv2d, BatchNorm2d),
    act_relu6: ReLU6,
    conv2: Conv2d,
    norm2: BatchNorm2d,
    maybe: Option<Conv2d>,
    convs: Vec<Conv2d>,
    norm1: BatchNorm2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            act_relu6: ReLU6::new(),
            conv2: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            norm2: BatchNorm2d::new(4),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            convs: vec![Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1).groups(4)],
            norm1: BatchNorm2d::new(4),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = F::adaptive_avg_pool2d(F::relu(self.pair.0.forward(self.act_relu6.forward(&x)) + self.norm2.forward(self.conv2.forward(&x))), 3);
        let mut v2 = match &self.maybe {
            Some(layer) => {
                x.relu().relu()
            }
            None => {
                let mut acc3 = x.clone();
                'outer4: for i in 0..3 {
                    for layer in &self.convs {
                        if i == 1 {
                            continue 'outer4;
                        }
                        acc3 = x.add(acc3);
                        if i == 2 {
                            break 'outer4;
                        }
                    }
                }
                acc3
            }
        };
        let y5 = self.convs[2].forward(v2.clone());
        let y5 = self.norm1.forward(y5);
        let mut v2 = y5.relu6();
        #[quantizable(float)]
        let t6 = soften(&v2);
        v2 = F::pad(&t1, [1, 2, 2, 1], 0.0);
        v2.add(t6)
    }
}

#[quantizable]
struct Net {
    count: usize,
    conv2: Conv2d,
    norm1: BatchNorm2d,
    parts: Vec<Part>,
    plain: bool,
    conv0: Conv2d,
    maybe: Option<Conv2d>,
    head: Linear,
    wide144: Linear,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            count: 1,
            conv2: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            norm1: BatchNorm2d::new(4),
            parts: vec![Part::new(), Part::new()],
            plain: false,
            conv0: Conv2d::new(4, 4, 3).padding(1),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            head: Linear::new(4, 6),
            wide144: Linear::new(144, 6),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = match self.count {
            0 | 3 => {
                #[quantizable(float)]
                let t2 = soften(&x);
                F::relu(self.norm1.forward(self.conv2.forward(F::relu(t2))))
            }
            1..=2 => {
                F::relu(F::add_with(&x, &x, 0.5))
            }
            _ => {
                let mut acc3 = x.clone();
                for layer in &self.parts {
                    let mut v4 = 'done5: {
                        if self.plain {
                            break 'done5 self.conv0.forward(&x - &acc3);
                        }
                        self.conv2.forward(&acc3)
                    };
                    acc3 = F::sub(&acc3, v4).add(self.conv0.forward(&acc3));
                }
                0.75 * (&acc3 * 0.5)
            }
        };
        let mut v6 = 'done7: {
            if self.maybe.is_some() {
                break 'done7 self.head.forward(v1.mean([2, 3], false));
            }
            v1 = self.parts[0].forward(v1);
            self.wide144.forward(v1.reshape([-1, 144]))
        };
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        let n8 = x.size(1) * x.size(-1);
        debug_assert!(n8 == 24 && x.numel() == 288);
        let k9 = n8 as f32 / 48.0;
        v6 += self.wide144.forward(v1.reshape([-1, 144]));
        let mut t10 = self.conv0.forward(&x);
        let r11 = &t10;
        let mut t12 = v6 + self.head.forward(r11.mean([2, 3], false));
        self.parts[0].forward(v1)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
