//! A random model: seed 9 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

fn soften(x: &Tensor) -> Tensor {
    let values = x.as_slice().iter().map(|v| v / (1.0 + v.abs()));
    Tensor::from_vec(values.collect(), x.shape())
}

#[quantizable]
struct Part {
    plain: bool,
    fancy: bool,
    conv2: Conv2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            plain: false,
            fancy: true,
            conv2: Conv2d::new(4, 4, 1),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        if self.plain {
            return F::mul(F::add(x.clone(), x.clone()), &x - x.mean([1], true));
        }
        let mut v1 = if !self.fancy {
            let mut t2 = (&x + 1.5) - x.mean([1], true);
            x.clone()
        } else {
            x.clone()
        };
        v1 -= &x;
        v1 = v1.relu();
        self.conv2.forward(x)
    }
}

#[quantizable]
struct Net {
    conv1: Conv2d,
    norm2: BatchNorm2d,
    norm1: BatchNorm2d,
    fancy: bool,
    down: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    two: [Part; 2],
    pair: (Conv2d, BatchNorm2d),
    join: Conv2d,
    scale: f32,
    conv2: Conv2d,
    norm0: BatchNorm2d,
    part: Part,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            conv1: Conv2d::new(4, 4, 3).padding(1),
            norm2: BatchNorm2d::new(4),
            norm1: BatchNorm2d::new(4),
            fancy: true,
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            two: [Part::new(), Part::new()],
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            join: Conv2d::new(8, 4, 1),
            scale: 0.5,
            conv2: Conv2d::new(4, 4, 3).padding(1).groups(4),
            norm0: BatchNorm2d::new(4),
            part: Part::new(),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let t1 = F::relu(&x);
        let y2 = self.conv1.forward(self.norm1.forward(&x));
        let y2 = self.norm2.forward(y2);
        let mut x = y2.relu() + &y2;
        if self.fancy {
            return F::mul_scalar(F::relu(x), 0.25);
        }
        let mut t3 = {
            self.down.forward(&x)
        };
        #[quantizable(float)]
        let t4 = soften(&x);
        let y5 = self.two_pairs[0].0.forward(self.conv1.forward(&t4));
        let y5 = self.norm1.forward(y5);
        let mut t1 = F::relu(y5 + F::sub(&x, &t4));
        let mut all6 = vec![self.two[1].forward(t1), self.join.forward(F::cat([&t4, &self.pair.0.forward(&t4)], 1))];
        let t7 = F::cat(&all6, 1).mean([1], true) + &all6[0];
        let y8 = self.conv1.forward(F::relu(self.pair.0.forward(t7) + self.join.forward(F::cat([&t4, &x], 1))));
        let y8 = self.norm2.forward(y8);
        let t9 = y8.relu() + &y8;
        x *= self.scale;
        let y10 = self.conv2.forward(self.two_pairs[0].1.forward(t4));
        let y10 = self.norm0.forward(y10);
        let mut t11 = F::relu(y10 + &t9 * t9.mean([1], true));
        self.two[1].forward(self.part.forward(t9))
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
