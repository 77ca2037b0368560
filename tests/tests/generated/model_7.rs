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
    norm1: BatchNorm2d,
    convs: Vec<Conv2d>,
    scale: f32,
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
            norm1: BatchNorm2d::new(4),
            convs: vec![Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1)],
            scale: 0.5,
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
        let acc1 = self.pair.0.forward(F::conv2d(&t6 * acc1.mean([1], true), &self.kernel, None, 1, 0, 1, 1));
        let mut acc7 = F::relu(acc1);
        let mut n8 = 0;
        let mut v9 = loop {
            let mut v10 = if t5.argmax() % 2 == 1 {
                t5.clone()
            } else {
                F::relu(self.head.forward(F::flatten(F::adaptive_avg_pool2d(&t6, 1), 1, -1)))
            };
            acc7 = self.norm1.forward(F::relu(&acc7));
            n8 += 1;
            if n8 >= 2 {
                break acc7.relu() * 0.5;
            }
        };
        let mut acc11 = acc7;
        for i12 in 1..=2 {
            acc11 = self.step(acc11.relu6(), self.scale);
            acc11 = self.convs[i12].forward(&acc11);
            if i12 == 1 {
                continue;
            }
            acc11 = acc11.relu();
        }
        let n13 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n13 == 24 && x.numel() % 144 == 0);
        let k14 = n13 as f32 / 48.0;
        F::add_with(acc11, v9, 0.5) * t6.relu6() + &x + &t6 + t5.mean([1], true).reshape([-1, 1, 1, 1])
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
