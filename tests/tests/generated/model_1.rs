//! A random model: seed 1 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    head: Linear,
    conv0: Conv2d,
    wide144: Linear,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            head: Linear::new(4, 6),
            conv0: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            wide144: Linear::new(144, 6),
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::relu(b) + F::mul_scalar(b, 0.25).mean([1], true)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(self.conv0.forward(&x).relu(), 1), 1, -1));
        t1 -= self.head.forward(F::flatten(F::adaptive_avg_pool2d(F::mul(&x, &x), 1), 1, -1));
        t1 -= self.wide144.forward((&x - 1.5).reshape([-1, 144]));
        let r2 = &x;
        Self::mix(r2.clone(), r2)
    }
}

#[quantizable]
struct Net {
    act_relu: ReLU,
    scale: f32,
    conv0: Conv2d,
    maybe: Option<Conv2d>,
    join: Conv2d,
    plain: bool,
    parts: Vec<Part>,
    never: Option<Conv2d>,
    norm1: BatchNorm2d,
    dropout: Dropout,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            act_relu: ReLU::new(),
            scale: 1.25,
            conv0: Conv2d::new(4, 4, 3).padding(1).groups(4),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            join: Conv2d::new(8, 4, 1),
            plain: false,
            parts: vec![Part::new(), Part::new()],
            never: None,
            norm1: BatchNorm2d::new(4),
            dropout: Dropout::new(0.5),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = self.act_relu.forward(&x);
        let mut n2 = 0;
        let mut v3 = loop {
            acc1 = self.scale * self.conv0.forward(acc1).relu();
            n2 += 1;
            if n2 >= 2 {
                break acc1.relu() * 0.5;
            }
        };
        let Some(layer4) = &self.maybe else { return self.join.forward(F::cat([&v3, &x], 1)) };
        let mut v5 = if !self.plain {
            F::relu(F::add_with(v3, &acc1, 0.5))
        } else {
            let mut acc6 = v3;
            for layer in &self.parts {
                let mut v7 = 'done8: {
                    if self.plain {
                        break 'done8 layer4.forward(layer.forward(x.clone()));
                    }
                    let late9;
                    if self.never.is_some() {
                        late9 = acc6.clone();
                    } else {
                        late9 = self.norm1.forward(&x);
                    }
                    acc6.clone()
                };
                acc6 = &acc1 + 1.5;
            }
            acc6
        };
        std::mem::swap(&mut acc1, &mut v5);
        acc1 += 1.5;
        v5 += 0.25;
        self.dropout.forward(v5)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
