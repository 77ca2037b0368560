//! A random model: seed 11 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    never: Option<Conv2d>,
    scale: f32,
    join: Conv2d,
    conv2: Conv2d,
    norm2: BatchNorm2d,
    norm1: BatchNorm2d,
    fancy: bool,
    dropout: Dropout,
    wide144: Linear,
    conv0: Conv2d,
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
            norm1: BatchNorm2d::new(4),
            fancy: true,
            dropout: Dropout::new(0.5),
            wide144: Linear::new(144, 6),
            conv0: Conv2d::new(4, 4, 1),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let x: Tensor = F::relu(self.join.forward(F::cat([&x, &(self.scale * &x)], 1)));
        self.norm2.forward(self.conv2.forward(x.clone() + &x))
    }
    fn forward(&self, x: Tensor) -> Tensor {
        if self.never.is_some() {
            let mut t1 = F::relu(x.relu()).add_scalar(0.25);
            t1 = x.permute([0, 1, 3, 2]);
        } else if x.argmax() % 2 == 1 {
            let mut t2 = self.step(x.clone(), -0.5).max_pool2d(2, 2);
        }
        let mut t3 = self.norm1.forward(&x);
        let late4;
        if !self.fancy {
            late4 = t3;
        } else {
            late4 = t3;
        }
        let t5 = self.dropout.forward(&late4);
        let t6 = self.wide144.forward(t5.reshape([-1, 144]));
        self.conv0.forward(&t5).relu() + &x + &t5
    }
}

#[quantizable]
struct Net {
    convs: [Conv2d; 3],
    kernel: Tensor,
    head: Linear,
    maybe_part: Option<Part>,
    average: AvgPool2d,
    pool: MaxPool2d,
    scale: f32,
    conv0: Conv2d,
    norm0: BatchNorm2d,
    act_relu: ReLU,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            convs: [Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2)],
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            head: Linear::new(4, 6),
            maybe_part: Some(Part::new()),
            average: AvgPool2d::new(3).stride(1).padding(1),
            pool: MaxPool2d::new(3).stride(1).padding(1),
            scale: 1.25,
            conv0: Conv2d::new(4, 4, 3).padding(1).bias(false),
            norm0: BatchNorm2d::new(4),
            act_relu: ReLU::new(),
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::sub(b, b).relu() + &a
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut t3 = {
            self.head.forward(F::flatten(F::adaptive_avg_pool2d(self.average.forward(&x), 1), 1, -1))
        };
        self.pool.forward(x.conv2d(&self.kernel, None, 1, 0, 1, 1))
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = Self::mix(x.clone(), &x);
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            acc1 = F::conv2d(acc1, &self.kernel, None, 1, 0, 1, 1);
        }
        acc1 -= Self::mix(F::add_with(&x, &x, 0.5), &x);
        let late2;
        if x.mean_value() > 0.1 {
            late2 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(F::relu(&acc1), 1), 1, -1));
        } else {
            late2 = self.head.forward(F::relu(&acc1).mean([2, 3], false));
        }
        if let Some(layer) = &self.maybe_part {
            acc1 = layer.forward(acc1).mul(self.step(x.clone(), self.scale));
        }
        let mut acc4 = x;
        for (i, layer) in self.convs.iter().enumerate() {
            acc4 = self.norm0.forward(self.conv0.forward(acc4));
            if i == 1 {
                acc4 = acc4.relu();
            }
        }
        let r5 = &acc4;
        let t6 = F::adaptive_avg_pool2d(&acc4, 3);
        self.act_relu.forward(&acc4) + &acc1 + &acc4
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
