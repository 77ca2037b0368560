//! A random model: seed 4 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    norm0: BatchNorm2d,
    conv2: Conv2d,
    head: Linear,
    fc0: Linear,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            norm0: BatchNorm2d::new(4),
            conv2: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            head: Linear::new(4, 6),
            fc0: Linear::new(6, 6).bias(false),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let mut all1 = vec![F::mul_scalar(&x, 0.25), self.norm0.forward(&x).permute([0, 1, 3, 2])];
        let mut t2 = all1.swap_remove(0) - all1.pop().unwrap();
        let t3 = self.conv2.forward(&x).relu();
        let mut t4 = self.head.forward(t2.mean([2, 3], false));
        let mut t5 = self.fc0.forward(&t4);
        F::relu6(t3)
    }
}

#[quantizable]
struct Net {
    count: usize,
    convs: [Conv2d; 3],
    norm2: BatchNorm2d,
    kernel: Tensor,
    plain: bool,
    maybe: Option<Conv2d>,
    never: Option<Conv2d>,
    maybe_part: Option<Part>,
    pool: MaxPool2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    norm1: BatchNorm2d,
    conv1: Conv2d,
    down: Conv2d,
    act_relu: ReLU,
    fancy: bool,
    wide36: Linear,
    wide144: Linear,
    scale: f32,
    fc1: Linear,
    join: Conv2d,
    head: Linear,
    fc0: Linear,
    norm_flat: BatchNorm1d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            count: 3,
            convs: [Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1)],
            norm2: BatchNorm2d::new(4),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            plain: false,
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            never: None,
            maybe_part: None,
            pool: MaxPool2d::new(3).stride(1).padding(1),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            norm1: BatchNorm2d::new(4),
            conv1: Conv2d::new(4, 4, 3).padding(1).groups(4),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            act_relu: ReLU::new(),
            fancy: true,
            wide36: Linear::new(36, 6),
            wide144: Linear::new(144, 6),
            scale: 1.25,
            fc1: Linear::new(6, 6),
            join: Conv2d::new(8, 4, 1),
            head: Linear::new(4, 6),
            fc0: Linear::new(6, 6).bias(false),
            norm_flat: BatchNorm1d::new(6),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut v3 = if self.plain {
            x.clone()
        } else {
            let mut v4 = if self.count > 1 {
                let mut v5 = match &self.maybe {
                    Some(layer) => {
                        if let Some(layer) = &self.maybe_part {
                            let n6 = x.size(1) * x.size(3);
                            debug_assert_eq!(x.dim(), 4);
                            let k7 = n6 as f32 / 48.0;
                            let x = self.pool.forward(k * self.norm1.forward(self.two_pairs[0].0.forward(&x)));
                        }
                        self.conv1.forward(x.clone())
                    }
                    None => {
                        let t8 = x.max_pool2d(2, 2);
                        x.clone()
                    }
                };
                v5
            } else {
                let mut t9 = self.down.forward(&x);
                x.clone()
            };
            v4
        };
        self.act_relu.forward(v3)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        if self.count > 1 {
            let mut acc1 = F::relu(self.norm2.forward(self.convs[2].forward(x.clone())));
            for i2 in (0..self.count).rev() {
                acc1 = F::relu(acc1);
            }
            acc1 = self.step(acc1, 1.5).conv2d(&self.kernel, None, 1, 0, 1, 1);
        }
        let t10: Tensor = self.down.forward(F::relu(self.norm2.forward(self.conv1.forward(&x))) * x.clone());
        let mut v11 = 'done12: {
            if self.fancy {
                break 'done12 self.wide36.forward(F::relu(&t10).reshape([-1, 36]));
            }
            let t13: Tensor = self.wide144.forward(self.step(F::mul_scalar(&x, 1.5), self.scale).reshape([-1, 144]));
            F::dropout(&t13, 0.1) - 0.5
        };
        let n14 = x.size(1) * x.size(3);
        debug_assert_eq!(x.dim(), 4);
        let k15 = n14 as f32 / 48.0;
        v11 = F::relu(self.fc1.forward(v11));
        let mut v16 = match &self.maybe {
            None => {
                (&x + &x).relu()
            }
            Some(layer) => {
                F::pad(self.join.forward(F::cat([&t10, &t10], 1)), [1, 2, 2, 1], 0.0)
            }
        };
        v11 -= self.head.forward(F::flatten(F::adaptive_avg_pool2d(1.0 - &t10, 1), 1, -1));
        let mut acc17 = v16;
        let mut n18 = 0;
        let mut v19 = loop {
            v11 = v11.clone() + self.scale;
            acc17 = &acc17 + acc17.clone();
            n18 += 1;
            if n18 >= 2 {
                break acc17.relu() * 0.5;
            }
        };
        v19 = &v19 - x;
        self.norm_flat.forward(self.fc0.forward(v11)).relu()
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
