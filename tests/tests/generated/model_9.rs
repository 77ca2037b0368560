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
    act_relu: ReLU,
    head: Linear,
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
            act_relu: ReLU::new(),
            head: Linear::new(4, 6),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let t2 = F::relu(F::relu(x.clone()));
        F::relu(self.conv1.forward(t2) + &x).pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = match self.count {
            0 | 3 => {
                self.step(1.0 - &x, 0.25)
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
        v1 = self.act_relu.forward(x);
        let t5 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(&v1, 1), 1, -1));
        F::add(&v1, &v1) + &v1
    }
}

#[quantizable]
struct Net {
    conv1: Conv2d,
    norm0: BatchNorm2d,
    parts: Vec<Part>,
    plain: bool,
    norm2: BatchNorm2d,
    convs: [Conv2d; 3],
    wide144: Linear,
    kernel: Tensor,
    fc2: Linear,
    head: Linear,
    fc1: Linear,
    conv0: Conv2d,
    never: Option<Conv2d>,
    norm1: BatchNorm2d,
    dropout: Dropout,
    part: Part,
    act_relu6: ReLU6,
    scale: f32,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            conv1: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            norm0: BatchNorm2d::new(4),
            parts: vec![Part::new(), Part::new()],
            plain: false,
            norm2: BatchNorm2d::new(4),
            convs: [Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(2).dilation(2)],
            wide144: Linear::new(144, 6),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            fc2: Linear::new(6, 6),
            head: Linear::new(4, 6),
            fc1: Linear::new(6, 6).bias(false),
            conv0: Conv2d::new(4, 4, 3).padding(1).bias(false),
            never: None,
            norm1: BatchNorm2d::new(4),
            dropout: Dropout::new(0.5),
            part: Part::new(),
            act_relu6: ReLU6::new(),
            scale: 1.25,
        }
    }

    fn pick(&self, x: &Tensor) -> &Conv2d {
        match &self.never {
            Some(layer) => layer,
            None => &self.conv0,
        }
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut acc10 = F::relu(&x);
        'outer11: for i in 0..3 {
            for layer in &self.convs {
                if i == 1 {
                    continue 'outer11;
                }
                acc10 = self.part.forward(F::relu(acc10));
                if i == 2 {
                    break 'outer11;
                }
            }
        }
        self.act_relu6.forward(&acc10) + &x
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = self.norm0.forward(self.conv1.forward(&x));
        for layer in &self.parts {
            let mut v2 = 'done3: {
                if !self.plain {
                    break 'done3 self.norm2.forward(&acc1);
                }
                let r4 = &acc1;
                r4.clone()
            };
            v2 = self.convs[0].forward(&x) - layer.forward(x.clone());
        }
        let mut t5 = self.wide144.forward(acc1.conv2d(&self.kernel, None, 1, 0, 1, 1).reshape([-1, 144]));
        let late6;
        if acc1.argmax_dim(1)[0] % 2 == 0 {
            late6 = F::relu(self.fc2.forward(t5 - self.head.forward(F::flatten(F::adaptive_avg_pool2d(&acc1, 1), 1, -1))));
        } else {
            late6 = F::dropout(F::relu(self.fc2.forward(t5)), 0.1);
        }
        let mut t7 = F::relu(self.fc1.forward(F::relu(self.fc2.forward(late6)).reshape([-1, 3, 2]).flatten(1, 2)));
        let mut t8 = F::mul_scalar(F::relu(self.norm1.forward(self.pick(&acc1).forward(&acc1))), 0.75);
        let mut t9 = self.dropout.forward(t7);
        t8 = F::relu(&t8);
        let t12 = self.step(x, self.scale);
        1.5 * t9 + acc1.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + t8.adaptive_avg_pool2d((1, 6)).mean([1, 2], false)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
