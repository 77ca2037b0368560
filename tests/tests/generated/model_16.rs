//! A random model: seed 16 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    convs: Vec<Conv2d>,
    kernel: Tensor,
    count: usize,
    head: Linear,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            convs: vec![Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2)],
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            count: 2,
            head: Linear::new(4, 6),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = x.clone();
        for (i, layer) in self.convs.iter().enumerate() {
            acc1 = ({ let inner = acc1.conv2d(&self.kernel, None, 1, 0, 1, 1).reshape([-1, 4, 36]); inner.view([-1, 4, 6, 6]) });
            if i == 1 {
                acc1 = acc1.relu();
            }
        }
        let mut v2 = match self.count {
            1 => {
                acc1.relu6()
            }
            n if n > 2 => {
                acc1
            }
            _ => {
                let t3 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(&acc1, 1), 1, -1));
                acc1
            }
        };
        let (a4, mut b5) = (v2, x.clone());
        b5 = F::add(&a4, &a4);
        &b5 - &a4 + &b5
    }
}

#[quantizable]
struct Net {
    maybe: Option<Conv2d>,
    down: Conv2d,
    dropout: Dropout,
    never: Option<Conv2d>,
    part: Part,
    parts: Vec<Part>,
    convs: Vec<Conv2d>,
    scale: f32,
    conv0: Conv2d,
    wide144: Linear,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            dropout: Dropout::new(0.5),
            never: None,
            part: Part::new(),
            parts: vec![Part::new(), Part::new()],
            convs: vec![Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(2).dilation(2)],
            scale: 0.5,
            conv0: Conv2d::new(4, 4, 1),
            wide144: Linear::new(144, 6),
        }
    }

    fn both(&self, x: &Tensor) -> (Tensor, Tensor) {
        if let Some(layer) = self.never.as_ref() {
            let mut t4: Tensor = self.part.forward(x.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1));
        }
        let a = (x - x).pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1);
        (a, self.parts[0].forward(self.convs[2].forward(x)))
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = match &self.maybe {
            None => {
                F::adaptive_avg_pool2d(&x, 3)
            }
            Some(layer) => {
                self.down.forward(F::sub(&x, &x))
            }
        };
        v1 = self.dropout.forward(&v1).relu6();
        let (a2, mut b3) = self.both(&x.sub(&x));
        let mut acc5 = F::pad(v1, [1, 2, 2, 1], 0.0);
        for layer in &self.parts {
            acc5 = self.dropout.forward(F::relu(&acc5));
        }
        let mut acc6 = acc5;
        'outer7: for i in 0..3 {
            for layer in &self.convs {
                if i == 1 {
                    continue 'outer7;
                }
                acc6 = (&x * self.scale).relu();
                if i == 2 {
                    break 'outer7;
                }
            }
        }
        let mut v8 = if acc6.argmax() % 2 == 1 {
            self.conv0.forward(x) * &b3
        } else {
            acc6 = self.part.forward(acc6);
            acc6
        };
        v8 = F::relu6(&v8);
        self.wide144.forward(v8.reshape([-1, 144])) + a2.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + b3.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + v8.adaptive_avg_pool2d((1, 6)).mean([1, 2], false)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
