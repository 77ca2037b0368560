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
    conv1: Conv2d,
    dropout: Dropout,
    norm0: BatchNorm2d,
    join: Conv2d,
    two: [Part; 2],
    fancy: bool,
    act_relu: ReLU,
    conv2: Conv2d,
    head: Linear,
    pair: (Conv2d, BatchNorm2d),
    kernel: Tensor,
    fc2: Linear,
    fc0: Linear,
    norm_flat: BatchNorm1d,
    convs: Vec<Conv2d>,
    norm1: BatchNorm2d,
    maybe: Option<Conv2d>,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    down: Conv2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            conv1: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            dropout: Dropout::new(0.5),
            norm0: BatchNorm2d::new(4),
            join: Conv2d::new(8, 4, 1),
            two: [Part::new(), Part::new()],
            fancy: true,
            act_relu: ReLU::new(),
            conv2: Conv2d::new(4, 4, 3).padding(1).bias(false),
            head: Linear::new(4, 6),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            fc2: Linear::new(6, 6),
            fc0: Linear::new(6, 6),
            norm_flat: BatchNorm1d::new(6),
            convs: vec![Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 3).padding(1).groups(4)],
            norm1: BatchNorm2d::new(4),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut v3 = 'done4: {
            if self.fancy {
                break 'done4 self.act_relu.forward(&x);
            }
            self.two[1].forward(self.conv2.forward(&x))
        };
        self.two[1].forward(v3) + &x
    }
    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        let mut acc12 = F::relu(x);
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            acc12 = F::add_with(acc12, x, 0.5) + x.relu6();
            acc12 = F::add_with(acc12, self.convs[2].forward(x), 0.5);
        }
        let y = self.norm1.forward(self.conv1.forward(acc12));
        let _ = self.maybe.as_ref()?;
        Some(y)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut x = self.join.forward(F::cat([&x, &self.norm0.forward(self.conv1.forward(self.dropout.forward(&x)))], 1));
        x = self.two[1].forward(x.clone());
        let mut acc1 = self.join.forward(F::cat([&x, &x], 1));
        let mut n2 = 0;
        while n2 < 2 && acc1.mean_value() < 10.0 {
            acc1 = self.step(x.clone(), -0.5) + 0.25;
            n2 += 1;
        }
        let mut t5 = {
            self.head.forward((1.5 * &x).mean([2, 3], false))
        };
        #[quantizable(float)]
        let t6 = soften(&acc1);
        let t6 = self.pair.0.forward(F::conv2d(&t6 * acc1.mean([1], true), &self.kernel, None, 1, 0, 1, 1));
        let mut acc7 = F::relu(t6);
        let mut n8 = 0;
        let mut v9 = loop {
            let mut v10 = if acc7.argmax() % 2 == 1 {
                acc7 = F::relu(F::relu(acc7));
                self.norm_flat.forward(self.fc2.forward(self.norm_flat.forward(self.fc0.forward(&t5)).relu())).relu()
            } else {
                let mut t11 = {
                    let mut v13 = self.attempt(&F::relu(self.two_pairs[1].1.forward(self.conv1.forward(&acc1)))).unwrap_or(acc7.clone());
                    self.down.forward(acc1.relu6()) + v13.max_pool2d(2, 2)
                };
                t5.relu() + t11.adaptive_avg_pool2d((1, 6)).mean([1, 2], false)
            };
            acc7 = F::relu(&acc1);
            n8 += 1;
            if n8 >= 2 {
                break acc7.relu() * 0.5;
            }
        };
        #[quantizable(float)]
        let t14 = soften(&v9);
        let mut all15 = vec![acc7, acc1];
        let mut x: Tensor = F::cat(&all15, 1).mean([1], true) + &all15[0];
        self.act_relu.forward(t14) + &v9 + &x
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
