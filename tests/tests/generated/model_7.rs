//! A random model: seed 7 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

fn soften(x: &Tensor) -> Tensor {
    let values = x.as_slice().iter().map(|v| v / (1.0 + v.abs()));
    Tensor::from_vec(values.collect(), x.shape())
}

#[quantizable]
struct Part {
    conv2: Conv2d,
    convs: [Conv2d; 3],
    scale: f32,
    act_relu: ReLU,
    norm0: BatchNorm2d,
    down: Conv2d,
    act_identity: Identity,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            conv2: Conv2d::new(4, 4, 3).padding(1).bias(false),
            convs: [Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(1).bias(false)],
            scale: 0.5,
            act_relu: ReLU::new(),
            norm0: BatchNorm2d::new(4),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            act_identity: Identity::new(),
        }
    }

    fn pick(&self, x: &Tensor) -> &Conv2d {
        if x.mean_value() > 0.1 {
            return &self.conv2;
        }
        &self.convs[2]
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let t1 = F::relu(self.norm0.forward(self.pick(&x).forward(self.scale * self.act_relu.forward(&x))));
        let mut t2: Tensor = self.down.forward(F::add(x, &t1));
        t2 -= self.scale;
        t2 = t2.permute([0, 1, 3, 2]);
        self.act_identity.forward(&t1)
    }
}

#[quantizable]
struct Net {
    kernel: Tensor,
    conv1: Conv2d,
    norm1: BatchNorm2d,
    convs: [Conv2d; 3],
    count: usize,
    two: [Part; 2],
    maybe: Option<Conv2d>,
    conv2: Conv2d,
    down: Conv2d,
    dropout: Dropout,
    part: Part,
    act_identity: Identity,
    never: Option<Conv2d>,
    scale: f32,
    norm0: BatchNorm2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            conv1: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            norm1: BatchNorm2d::new(4),
            convs: [Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 3).padding(1)],
            count: 2,
            two: [Part::new(), Part::new()],
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            conv2: Conv2d::new(4, 4, 3).padding(1).groups(4),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            dropout: Dropout::new(0.5),
            part: Part::new(),
            act_identity: Identity::new(),
            never: None,
            scale: 1.25,
            norm0: BatchNorm2d::new(4),
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = (&y + 0.25).conv2d(&self.kernel, None, 1, 0, 1, 1);
        }
        y
    }
    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        b.relu().relu()
    }
    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        if self.maybe.is_some() {
            return None;
        }
        let mut acc5 = self.conv2.forward(x);
        let mut n6 = 0;
        while n6 < 2 && acc5.mean_value() < 10.0 {
            acc5 = F::relu(F::relu(acc5));
            n6 += 1;
        }
        let y = self.convs[0].forward(x).relu();
        let _ = self.maybe.as_ref()?;
        Some(y)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut x: Tensor = F::add_with(self.norm1.forward(self.conv1.forward(x.clone())), x.relu(), 0.5).conv2d(&self.kernel, None, 1, 0, 1, 1);
        let mut acc1 = F::relu6(&x);
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            acc1 = self.twice(&(&x - acc1.mean([1], true)), 2);
        }
        let mut v2 = 'done3: {
            if self.count > 1 {
                break 'done3 self.two[1].forward(self.conv1.forward(x));
            }
            F::conv2d(&acc1, &self.kernel, None, 1, 0, 1, 1)
        };
        let mut v4 = match &self.maybe {
            Some(layer) => {
                (&acc1 + v2.mean([1], true)) - F::relu(&v2).mean([1], true)
            }
            None => {
                Self::mix(v2, &acc1).relu()
            }
        };
        let mut v7 = if let Some(found) = self.attempt(&acc1.relu()) { found } else { acc1.clone() };
        let mut v8 = match self.count {
            1 => {
                self.down.forward(F::relu(&v7))
            }
            n if n > 2 => {
                v4 = F::add_with(v7, v4, 0.5) * acc1.relu6();
                F::adaptive_avg_pool2d(v4.relu(), 3)
            }
            _ => {
                let r9 = &v7;
                self.down.forward(self.dropout.forward(v7.clone()))
            }
        };
        v4 = v4.relu();
        let mut acc10 = acc1;
        'outer11: for i in 0..3 {
            for layer in &self.convs {
                if i == 1 {
                    continue 'outer11;
                }
                acc10 = self.part.forward(self.act_identity.forward(&acc10));
                if i == 2 {
                    break 'outer11;
                }
            }
        }
        if let Some(layer) = self.never.as_ref() {
            v4 = F::relu(self.norm1.forward(layer.forward(&acc10)));
            v4 = F::relu(acc10);
        }
        #[quantizable(float)]
        let t12 = soften(&v4);
        v4 += self.scale;
        F::relu(self.norm0.forward(self.conv2.forward(t12)))
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
