//! A random model: seed 22 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    convs: [Conv2d; 3],
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    norm1: BatchNorm2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            convs: [Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1).groups(4)],
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            norm1: BatchNorm2d::new(4),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = if x.max_value() + x.mean_value() < 1.0 {
            let t2 = (F::relu(&x) - 0.25) * &x;
            t2
        } else {
            x.clone()
        };
        let mut all3 = Vec::new();
        all3.push(v1);
        for layer in self.convs.iter().take(2) {
            all3.push(x.clone());
        }
        let mut t4 = all3.swap_remove(0) - all3.pop().unwrap();
        let y5 = self.two_pairs[1].0.forward(t4.clone());
        let y5 = self.norm1.forward(y5);
        let t6 = F::relu(y5);
        let t7 = F::adaptive_avg_pool2d(&t6, 3);
        F::relu(t4)
    }
}

#[quantizable]
struct Net {
    maybe: Option<Conv2d>,
    average: AvgPool2d,
    dropout: Dropout,
    kernel: Tensor,
    part: Part,
    fancy: bool,
    scale: f32,
    pair: (Conv2d, BatchNorm2d),
    parts: Vec<Part>,
    convs: Vec<Conv2d>,
    act_relu: ReLU,
    conv2: Conv2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            average: AvgPool2d::new(3).stride(1).padding(1),
            dropout: Dropout::new(0.5),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            part: Part::new(),
            fancy: true,
            scale: 0.5,
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            parts: vec![Part::new(), Part::new()],
            convs: vec![Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2)],
            act_relu: ReLU::new(),
            conv2: Conv2d::new(4, 4, 3).padding(1).groups(4),
        }
    }

    fn both(&self, x: &Tensor) -> (Tensor, Tensor) {
        if let Some(layer) = self.maybe.as_ref() {
            let mut t3 = self.average.forward(F::relu(x.sub(x)));
            t3 = self.dropout.forward(x).reshape([-1, 4, 36]).view([2, 4, 6, 6]);
        }
        let a = self.dropout.forward(x).conv2d(&self.kernel, None, 1, 0, 1, 1);
        (a, x.clone())
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let (a5, mut b6) = ((&x * self.scale).relu6(), self.pair.0.forward(&x).relu6());
        F::relu(F::relu(x))
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let (a1, mut b2) = self.both(&F::relu(&x));
        b2 = self.dropout.forward(self.part.forward(a1));
        let late4;
        if self.fancy {
            late4 = self.part.forward(self.step(b2, -0.5));
        } else {
            late4 = x.relu6() * &b2;
        }
        let mut t7 = self.parts[1].forward(late4);
        let mut acc8 = t7;
        for (i, layer) in self.convs.iter().enumerate() {
            let Some(layer9) = &self.maybe else { return layer.forward(&acc8) };
            acc8 = layer.forward(self.act_relu.forward(&x)).relu();
            if i == 1 {
                acc8 = acc8.relu();
            }
        }
        let mut acc10 = F::relu6(acc8.clone());
        'outer11: for i in 0..3 {
            for layer in &self.convs {
                if i == 1 {
                    continue 'outer11;
                }
                acc10 = self.conv2.forward(self.parts[1].forward(acc10)).relu();
                if i == 2 {
                    break 'outer11;
                }
            }
        }
        let mut t12 = self.part.forward(F::relu6(x.clone()));
        let mut acc8 = F::relu6(F::conv2d(self.conv2.forward(&acc10).relu(), &self.kernel, None, 1, 0, 1, 1));
        F::conv2d(acc8, &self.kernel, None, 1, 0, 1, 1)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
