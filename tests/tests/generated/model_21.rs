//! A random model: seed 21 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    maybe: Option<Conv2d>,
    count: usize,
    scale: f32,
    down: Conv2d,
    act_relu6: ReLU6,
    conv0: Conv2d,
    norm1: BatchNorm2d,
    conv1: Conv2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            count: 3,
            scale: 0.5,
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            act_relu6: ReLU6::new(),
            conv0: Conv2d::new(4, 4, 3).padding(1).groups(4),
            norm1: BatchNorm2d::new(4),
            conv1: Conv2d::new(4, 4, 3).padding(1).groups(4),
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        b.relu().permute([0, 1, 3, 2])
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = match &self.maybe {
            None => {
                let mut acc2 = x.clone();
                let mut n3 = 0;
                while n3 < self.count {
                    acc2 = self.scale * Self::mix(acc2, &x);
                    n3 += 1;
                }
                self.down.forward(acc2)
            }
            Some(layer) => {
                let t4 = self.act_relu6.forward(&x);
                self.down.forward(&x)
            }
        };
        let mut x = x.permute([0, 1, 3, 2]);
        let y5 = self.conv0.forward(&x);
        let y5 = self.norm1.forward(y5);
        let mut x = F::relu(y5);
        v1 *= self.scale;
        F::relu(self.norm1.forward(self.conv1.forward(&x)))
    }
}

#[quantizable]
struct Net {
    fancy: bool,
    head: Linear,
    norm1: BatchNorm2d,
    down: Conv2d,
    wide144: Linear,
    conv2: Conv2d,
    fc0: Linear,
    convs: Vec<Conv2d>,
    never: Option<Conv2d>,
    conv1: Conv2d,
    norm2: BatchNorm2d,
    maybe: Option<Conv2d>,
    norm0: BatchNorm2d,
    join: Conv2d,
    parts: Vec<Part>,
    count: usize,
    plain: bool,
    kernel: Tensor,
    fc2: Linear,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            fancy: true,
            head: Linear::new(4, 6),
            norm1: BatchNorm2d::new(4),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            wide144: Linear::new(144, 6),
            conv2: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            fc0: Linear::new(6, 6),
            convs: vec![Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1).bias(false)],
            never: None,
            conv1: Conv2d::new(4, 4, 1),
            norm2: BatchNorm2d::new(4),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            norm0: BatchNorm2d::new(4),
            join: Conv2d::new(8, 4, 1),
            parts: vec![Part::new(), Part::new()],
            count: 1,
            plain: false,
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            fc2: Linear::new(6, 6).bias(false),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        if self.maybe.is_some() {
            let t8 = self.join.forward(F::cat([&x, &self.norm0.forward(self.conv1.forward(x.clone()))], 1)).max_pool2d(2, 2);
        } else {
            let mut t9 = self.head.forward(self.parts[0].forward(F::relu6(&x)).mean([2, 3], false));
        }
        self.conv2.forward(&x)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = if self.fancy {
            self.head.forward(F::flatten(F::adaptive_avg_pool2d(self.norm1.forward(x.clone()), 1), 1, -1))
        } else {
            let t2 = self.down.forward(&x);
            self.wide144.forward(self.norm1.forward(self.conv2.forward(x.clone())).reshape([-1, 144]))
        };
        if self.fancy {
            v1 -= self.head.forward((&x + x.mean([1], true)).mean([2, 3], false));
            v1 = self.fc0.forward(v1.relu());
        }
        v1 = F::relu(self.fc0.forward(&v1)).reshape([2, 3, 2]).flatten(1, 2);
        let t3 = v1.relu();
        let mut acc4 = x.clone();
        'outer5: for i in 0..3 {
            for layer in &self.convs {
                if i == 1 {
                    continue 'outer5;
                }
                acc4 = acc4.relu();
                if i == 2 {
                    break 'outer5;
                }
            }
        }
        let late6;
        if self.fancy {
            late6 = F::relu(acc4.clone()).relu();
        } else {
            late6 = x;
        }
        let mut v7 = match &self.never {
            Some(layer) => {
                acc4
            }
            None => {
                F::relu(F::add(&late6, &late6))
            }
        };
        let y10 = self.conv1.forward(self.step(late6, 0.25));
        let y10 = self.norm2.forward(y10);
        let t11: Tensor = y10.relu6();
        assert_eq!(v7.dim(), 4, "not an image: {:?}", v7.shape());
        let n12 = v7.size(1) * v7.size(-1);
        debug_assert!(n12 == 24 && v7.numel() == 288);
        let k13 = n12 as f32 / 48.0;
        if self.count % 2 == 1 && self.plain {
            let mut acc14 = t11.clone() * t11.mean([1], true);
            'outer15: for i in 0..3 {
                for layer in &self.convs {
                    if i == 1 {
                        continue 'outer15;
                    }
                    acc14 = F::conv2d(F::relu(acc14), &self.kernel, None, 1, 0, 1, 1);
                    if i == 2 {
                        break 'outer15;
                    }
                }
            }
            v1 = self.fc2.forward(F::add_with(t3, &v1, 0.5));
        }
        let mut v16 = match self.count {
            1 => {
                t11.max_pool2d(2, 2)
            }
            n if n > 2 => {
                F::adaptive_avg_pool2d(t11, 3)
            }
            _ => {
                self.down.forward(&t11)
            }
        };
        F::add(&v16, &v16)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
