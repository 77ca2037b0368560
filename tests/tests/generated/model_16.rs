//! A random model: seed 16 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    convs: Vec<Conv2d>,
    kernel: Tensor,
    fancy: bool,
    join: Conv2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            convs: vec![Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2)],
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            fancy: true,
            join: Conv2d::new(8, 4, 1),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = x.clone();
        for (i, layer) in self.convs.iter().enumerate() {
            acc1 = acc1.conv2d(&self.kernel, None, 1, 0, 1, 1).pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1);
            if i == 1 {
                acc1 = acc1.relu();
            }
        }
        if self.fancy {
            acc1 = F::sub(acc1, x.clone());
        }
        let r2 = &acc1;
        let t3 = F::adaptive_avg_pool2d(r2.clone(), 3);
        self.join.forward(F::cat([&acc1, &x], 1)) + &acc1 + F::pad(t3.clone(), [1, 2, 2, 1], 0.0)
    }
}

#[quantizable]
struct Net {
    head: Linear,
    kernel: Tensor,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    act_silu: SiLU,
    conv0: Conv2d,
    count: usize,
    parts: Vec<Part>,
    join: Conv2d,
    never: Option<Conv2d>,
    fc1: Linear,
    plain: bool,
    convs: Vec<Conv2d>,
    norm1: BatchNorm2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            head: Linear::new(4, 6),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            act_silu: SiLU::new(),
            conv0: Conv2d::new(4, 4, 3).padding(1).bias(false),
            count: 3,
            parts: vec![Part::new(), Part::new()],
            join: Conv2d::new(8, 4, 1),
            never: None,
            fc1: Linear::new(6, 6),
            plain: false,
            convs: vec![Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 3).padding(1)],
            norm1: BatchNorm2d::new(4),
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        a.add(b) + b.relu()
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(F::relu(&x) - &x, 1), 1, -1));
        let t2 = F::conv2d(self.two_pairs[0].0.forward(&x / 1.5).relu(), &self.kernel, None, 1, 0, 1, 1);
        let mut t3 = F::conv2d(self.act_silu.forward(&t2), &self.kernel, None, 1, 0, 1, 1).relu();
        t3 = self.conv0.forward(&t3);
        let mut v4 = match self.count {
            0 | 3 => {
                self.parts[0].forward(t3) - 1.5
            }
            1..=2 => {
                Self::mix(self.join.forward(F::cat([&t2, &x], 1)), &t2)
            }
            _ => {
                t2.relu()
            }
        };
        if self.never.is_some() {
            t1 = F::mul(self.head.forward(t2.mean([2, 3], false)), self.fc1.forward(&t1));
        }
        let late5;
        if self.plain {
            late5 = self.parts[1].forward(F::relu(self.norm1.forward(self.convs[0].forward(&v4))));
        } else {
            late5 = F::relu(self.conv0.forward(&v4) + &v4);
        }
        let mut t6 = F::adaptive_avg_pool2d(&v4, 3);
        let t7 = Self::mix(v4, &late5);
        F::add_with(&late5, &t7, 0.5) + &t2 + F::pad(t6.clone(), [1, 2, 2, 1], 0.0) + t1.mean([1], true).reshape([-1, 1, 1, 1])
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
