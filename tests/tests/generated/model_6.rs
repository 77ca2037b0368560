//! A random model: seed 6 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    norm2: BatchNorm2d,
    conv1: Conv2d,
    norm0: BatchNorm2d,
    join: Conv2d,
    count: usize,
    scale: f32,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            norm2: BatchNorm2d::new(4),
            conv1: Conv2d::new(4, 4, 3).padding(1).groups(4),
            norm0: BatchNorm2d::new(4),
            join: Conv2d::new(8, 4, 1),
            count: 1,
            scale: 0.5,
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let t1 = self.norm2.forward(self.norm0.forward(self.conv1.forward(&x))) + self.join.forward(F::cat([&x, &x.relu()], 1)).mean([1], true);
        let mut v2 = match self.count {
            0 | 3 => {
                let mut t1: Tensor = t1.relu();
                t1
            }
            1..=2 => {
                let n3 = x.size(1) * x.size(3);
                debug_assert_eq!(x.dim(), 4);
                let k4 = n3 as f32 / 48.0;
                x
            }
            _ => {
                t1
            }
        };
        v2 -= self.scale;
        let n5 = v2.size(1) * v2.size(3);
        debug_assert_eq!(v2.dim(), 4);
        let k6 = n5 as f32 / 48.0;
        v2.add_scalar(-0.5)
    }
}

#[quantizable]
struct Net {
    count: usize,
    head: Linear,
    wide144: Linear,
    act_relu6: ReLU6,
    maybe: Option<Conv2d>,
    norm1: BatchNorm2d,
    convs: [Conv2d; 3],
    down: Conv2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            count: 3,
            head: Linear::new(4, 6),
            wide144: Linear::new(144, 6),
            act_relu6: ReLU6::new(),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            norm1: BatchNorm2d::new(4),
            convs: [Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(2).dilation(2)],
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = match self.count {
            1 => {
                self.head.forward(x.relu6().mean([2, 3], false))
            }
            n if n > 2 => {
                self.wide144.forward(F::add_with(&x, &x, 0.5).reshape([-1, 144]))
            }
            _ => {
                self.head.forward(F::flatten(F::adaptive_avg_pool2d(F::relu(&x), 1), 1, -1))
            }
        };
        let (a2, mut b3) = (0.25 * F::relu6(&x), F::relu6(self.act_relu6.forward(&x)));
        if self.maybe.is_some() {
            b3 = self.norm1.forward(a2);
        } else {
            v1 = F::dropout(&v1, 0.1);
        }
        let t4 = 1.0 - &b3;
        b3 = t4 + b3;
        let mut all5 = Vec::new();
        all5.push(b3);
        for layer in self.convs.iter().take(2) {
            all5.push(x.clone());
        }
        let t6: Tensor = all5.swap_remove(0) - all5.pop().unwrap();
        self.down.forward(t6)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
