//! A random model: seed 19 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    norm0: BatchNorm2d,
    convs: Vec<Conv2d>,
    scale: f32,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            norm0: BatchNorm2d::new(4),
            convs: vec![Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1).bias(false)],
            scale: 0.5,
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let mut all1 = Vec::new();
        all1.push(self.norm0.forward(x.relu()));
        for layer in self.convs.iter().take(2) {
            all1.push(1.0 - F::relu(layer.forward(&x) + layer.forward(&x)));
        }
        let mut t2 = F::cat(&all1, 1).mean([1], true) + &all1[0];
        t2 *= self.scale;
        t2 += self.scale;
        t2 = t2.add_scalar(self.scale);
        F::relu(x)
    }
}

#[quantizable]
struct Net {
    maybe: Option<Conv2d>,
    act_relu6: ReLU6,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    convs: [Conv2d; 3],
    dropout: Dropout,
    conv1: Conv2d,
    pair: (Conv2d, BatchNorm2d),
    norm0: BatchNorm2d,
    conv0: Conv2d,
    norm2: BatchNorm2d,
    count: usize,
    fancy: bool,
    norm1: BatchNorm2d,
    kernel: Tensor,
    parts: Vec<Part>,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            act_relu6: ReLU6::new(),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            convs: [Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1).bias(false)],
            dropout: Dropout::new(0.5),
            conv1: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            norm0: BatchNorm2d::new(4),
            conv0: Conv2d::new(4, 4, 1),
            norm2: BatchNorm2d::new(4),
            count: 3,
            fancy: true,
            norm1: BatchNorm2d::new(4),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            parts: vec![Part::new(), Part::new()],
        }
    }

    fn both(&self, x: &Tensor) -> (Tensor, Tensor) {
        let mut acc11 = self.dropout.forward(x);
        for layer in &self.parts {
            acc11 = self.norm0.forward(F::conv2d(x, &self.kernel, None, 1, 0, 1, 1));
        }
        let a = self.conv1.forward(&acc11).conv2d(&self.kernel, None, 1, 0, 1, 1);
        (a, F::relu(acc11.permute([0, 1, 3, 2])))
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = F::relu(&x);
        let mut n2 = 0;
        let mut v3 = loop {
            if let Some(layer) = &self.maybe {
                acc1 = self.two_pairs[0].1.forward(layer.forward(self.act_relu6.forward(acc1)));
                acc1 = self.convs[2].forward(acc1 - &x);
            }
            acc1 = self.dropout.forward(self.conv1.forward(&acc1));
            n2 += 1;
            if n2 >= 2 {
                break acc1.relu() * 0.5;
            }
        };
        let mut t4 = v3 * F::relu(self.norm0.forward(self.pair.0.forward(x)));
        let mut acc5 = F::add_with(&t4, &t4, 0.5);
        let mut n6 = 0;
        let mut v7 = loop {
            acc5 = F::relu(self.norm2.forward(self.conv0.forward(acc5.clone())));
            n6 += 1;
            if n6 >= 2 {
                break acc5.relu() * 0.5;
            }
        };
        if self.count % 2 == 1 && self.fancy {
            t4 = self.norm1.forward(self.two_pairs[0].0.forward(&acc5)) * (v7 - t4.clone());
        } else {
            let mut v8 = match &self.maybe {
                None => {
                    F::conv2d(F::relu(v7), &self.kernel, None, 1, 0, 1, 1)
                }
                Some(layer) => {
                    F::mul(self.parts[0].forward(t4), acc5)
                }
            };
            acc1 = F::conv2d(&acc1, &self.kernel, None, 1, 0, 1, 1);
        }
        let (a9, mut b10) = self.both(&acc1);
        acc1 -= &a9;
        acc1 += &a9;
        b10 -= 1.5;
        1.0 - b10
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
