//! A random model: seed 4 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    norm0: BatchNorm2d,
    conv2: Conv2d,
    scale: f32,
    never: Option<Conv2d>,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            norm0: BatchNorm2d::new(4),
            conv2: Conv2d::new(4, 4, 3).padding(1),
            scale: 1.25,
            never: None,
        }
    }

    fn pick(&self, x: &Tensor) -> &Conv2d {
        if self.never.is_some() { &self.conv2 } else { &self.conv2 }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut all1 = vec![&x / 1.5, self.norm0.forward(&x).pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1)];
        let mut t2 = all1.swap_remove(0) - all1.pop().unwrap();
        let t3 = self.conv2.forward(x.clone()).relu();
        t2 = -&t2;
        t2 = self.pick(&t3).forward(&t3);
        self.norm0.forward(t3.clone()) + &t2
    }
}

#[quantizable]
struct Net {
    head: Linear,
    join: Conv2d,
    norm2: BatchNorm2d,
    conv1: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    maybe: Option<Conv2d>,
    act_relu: ReLU,
    plain: bool,
    never: Option<Conv2d>,
    norm0: BatchNorm2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            head: Linear::new(4, 6),
            join: Conv2d::new(8, 4, 1),
            norm2: BatchNorm2d::new(4),
            conv1: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            act_relu: ReLU::new(),
            plain: false,
            never: None,
            norm0: BatchNorm2d::new(4),
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::mul_scalar(F::sub(x, &y), 0.5);
        }
        y
    }
    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        b.relu6()
    }
    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        let mut t3 = self.norm2.forward(F::relu(self.two_pairs[1].1.forward(self.conv1.forward(x.leaky_relu(0.125)))));
        let y = F::add(t3 * -0.5, x);
        let _ = self.maybe.as_ref()?;
        Some(y)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let t1 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(self.join.forward(F::cat([&x, &x], 1)).leaky_relu(0.125), 1), 1, -1));
        let mut t2 = self.twice(&Self::mix(&x * &x, &x), 1);
        let mut v4 = if let Some(found) = self.attempt(&F::relu(t2)) { found } else { x.clone() };
        let t5 = self.act_relu.forward(&v4);
        v4 = self.twice(&t5, 2);
        let mut v6 = if self.plain {
            if let Some(layer) = self.never.as_ref() {
                v4 = F::relu(layer.forward(self.norm0.forward(t5.clone())) + &v4);
            }
            x
        } else {
            v4 = v4 + &t5;
            v4
        };
        &t5 + v6.mean([1], true)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
