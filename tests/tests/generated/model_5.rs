//! A random model: seed 5 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    conv1: Conv2d,
    norm0: BatchNorm2d,
    convs: Vec<Conv2d>,
    scale: f32,
    pair: (Conv2d, BatchNorm2d),
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            conv1: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            norm0: BatchNorm2d::new(4),
            convs: vec![Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(1)],
            scale: 1.25,
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let x = F::mul(self.norm0.forward(self.conv1.forward(&x)) * F::relu(&x).mean([1], true), &x);
        let t1: Tensor = -0.5 * &x;
        let mut all2 = Vec::new();
        all2.push(t1);
        for layer in self.convs.iter().take(2) {
            all2.push(x.clone());
        }
        let mut t3 = all2[0].clone();
        while let Some(next) = all2.pop() {
            t3 = F::relu(t3 + next);
        }
        t3 -= self.scale;
        self.pair.0.forward(&t3)
    }
}

#[quantizable]
struct Net {
    parts: Vec<Part>,
    scale: f32,
    maybe: Option<Conv2d>,
    plain: bool,
    norm2: BatchNorm2d,
    norm0: BatchNorm2d,
    convs: Vec<Conv2d>,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            parts: vec![Part::new(), Part::new()],
            scale: 0.5,
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            plain: false,
            norm2: BatchNorm2d::new(4),
            norm0: BatchNorm2d::new(4),
            convs: vec![Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1)],
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::relu(({ let inner = &y; let edge = inner.max_value() * 0.5; F::avg_pool2d(F::pad(inner, [1, 1, 1, 1], edge), (3, 3), 1) }));
        }
        y
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = x.add_scalar(-0.5);
        for layer in &self.parts {
            acc1 = F::relu6(acc1.add_scalar(self.scale));
        }
        let Some(layer2) = &self.maybe else { return x - -0.5 };
        let mut acc1 = F::relu(&acc1);
        let mut v3 = if !self.plain {
            let mut t4 = layer2.forward(self.twice(&self.norm2.forward(layer2.forward(&acc1)), 1));
            F::relu6(&acc1) * t4
        } else {
            let both7 = (self.norm0.forward(layer2.forward(x)), F::relu(1.0 - &acc1));
            let a5 = F::relu(&both7.0);
            let mut b6 = both7.1;
            b6
        };
        let mut acc8 = v3;
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            acc8 = acc8.sub(&acc8);
        }
        acc1 = F::relu6(acc8);
        let mut t9 = acc1.relu6();
        t9 - acc1.mean([1], true)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
