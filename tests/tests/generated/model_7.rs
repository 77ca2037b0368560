//! A random model: seed 7 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    conv2: Conv2d,
    convs: [Conv2d; 3],
    scale: f32,
    act_relu: ReLU,
    norm0: BatchNorm2d,
    down: Conv2d,
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
        }
    }

    fn pick(&self, x: &Tensor) -> &Conv2d {
        if x.mean_value() > 0.1 {
            return &self.conv2;
        }
        &self.convs[2]
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let t1 = F::relu(self.norm0.forward(self.pick(&x).forward(self.act_relu.forward(&x) + self.scale)));
        let mut t2: Tensor = self.down.forward(F::add(x, &t1));
        t2 -= self.scale;
        t2 = F::cat(t2.chunk(2, 1), 1);
        t1.relu() + F::pad(t2.clone(), [1, 2, 2, 1], 0.0)
    }
}

#[quantizable]
struct Net {
    kernel: Tensor,
    conv1: Conv2d,
    norm1: BatchNorm2d,
    join: Conv2d,
    fancy: bool,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    scale: f32,
    parts: Vec<Part>,
    convs: Vec<Conv2d>,
    part: Part,
    pair: (Conv2d, BatchNorm2d),
    norm0: BatchNorm2d,
    maybe: Option<Conv2d>,
    act_hardsigmoid: Hardsigmoid,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            conv1: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            norm1: BatchNorm2d::new(4),
            join: Conv2d::new(8, 4, 1),
            fancy: true,
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            scale: 0.5,
            parts: vec![Part::new(), Part::new()],
            convs: vec![Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(1)],
            part: Part::new(),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            norm0: BatchNorm2d::new(4),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            act_hardsigmoid: Hardsigmoid::new(),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut v4 = 'done5: {
            if self.fancy {
                break 'done5 x.relu6();
            }
            F::relu(&x).leaky_relu(0.125)
        };
        F::mul_scalar(self.two_pairs[1].0.forward(v4), 1.5)
    }
    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        let mut acc9 = F::relu6(x);
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            acc9 = F::add_with(acc9, x, 0.5) + F::relu(x);
            acc9 = self.norm1.forward(layer.forward(self.part.forward(acc9)));
        }
        let y = F::relu(self.norm0.forward(self.pair.0.forward(x)));
        let _ = self.maybe.as_ref()?;
        Some(y)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = F::add_with(self.norm1.forward(self.conv1.forward(x.clone())), F::silu(&x), 0.5).conv2d(&self.kernel, None, 1, 0, 1, 1);
        t1 -= 0.75;
        let mut acc2 = self.join.forward(F::cat([&t1, &t1], 1));
        let mut n3 = 0;
        while n3 < 2 && acc2.mean_value() < 10.0 {
            acc2 = self.step(t1.clone(), self.scale) + 0.25;
            n3 += 1;
        }
        let mut t6 = {
            self.parts[1].forward(acc2).add_scalar(1.5)
        };
        let mut x = (self.convs[0].forward(t6) - F::relu(t1)) + -0.5;
        x = F::hardswish(&x);
        x *= 0.25;
        let mut t7 = &x - 1.5;
        let mut t8 = {
            let mut v10 = self.attempt(&self.norm1.forward(t7)).unwrap_or(x.clone());
            self.act_hardsigmoid.forward(&v10).max_pool2d(2, 2) + v10.max_pool2d(2, 2)
        };
        let mut acc11 = x.leaky_relu(0.125);
        let mut n12 = 0;
        let mut v13 = loop {
            acc11 = self.step(acc11, self.scale);
            n12 += 1;
            if n12 >= 2 {
                break acc11.relu() * 0.5;
            }
        };
        let both16 = (F::pad(self.join.forward(F::cat([&t8, &t8], 1)), [1, 2, 2, 1], 0.0), F::relu(v13.add_scalar(1.5)));
        let a14 = F::relu(&both16.0);
        let mut b15 = both16.1;
        F::relu(&v13).relu() + &x + &acc11 + &v13 + &b15 + F::pad(t8.clone(), [1, 2, 2, 1], 0.0)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
