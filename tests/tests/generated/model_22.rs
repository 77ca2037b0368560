//! A random model: seed 22 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    head: Linear,
    count: usize,
    plain: bool,
    scale: f32,
    act_relu6: ReLU6,
    join: Conv2d,
    convs: Vec<Conv2d>,
    pair: (Conv2d, BatchNorm2d),
    act_hardsigmoid: Hardsigmoid,
    norm2: BatchNorm2d,
    norm1: BatchNorm2d,
    fancy: bool,
    maybe: Option<Conv2d>,
    down: Conv2d,
    conv1: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    fc1: Linear,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            head: Linear::new(4, 6),
            count: 1,
            plain: false,
            scale: 0.5,
            act_relu6: ReLU6::new(),
            join: Conv2d::new(8, 4, 1),
            convs: vec![Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2)],
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            act_hardsigmoid: Hardsigmoid::new(),
            norm2: BatchNorm2d::new(4),
            norm1: BatchNorm2d::new(4),
            fancy: true,
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            conv1: Conv2d::new(4, 4, 3).padding(1),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            fc1: Linear::new(6, 6).bias(false),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut t9 = {
            x.clone()
        };
        F::relu(&t9) - -0.5 + &x + &t9
    }
    fn both(&self, x: &Tensor) -> (Tensor, Tensor) {
        let (a13, mut b14) = ((x + self.scale).relu(), self.pair.0.forward(x).relu());
        let a = self.act_hardsigmoid.forward(x);
        (a, self.norm2.forward(self.convs[1].forward(b14.relu6())))
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = F::relu(F::sub(&x, &x)).max_pool2d(2, 2);
        let mut acc2 = x.clone();
        let mut n3 = 0;
        while n3 < 2 && acc2.mean_value() < 10.0 {
            acc2 = F::relu(F::pad(&t1, [1, 2, 2, 1], 0.0));
            n3 += 1;
        }
        let mut t4 = F::pad(t1.relu6(), [1, 2, 2, 1], 0.0).relu();
        let t5 = self.head.forward(F::relu6(t4.clone()).mean([2, 3], false));
        let mut v6 = if self.count % 2 == 1 && self.plain {
            let mut v7 = 'done8: {
                if t5.argmax_dim(1)[0] % 2 == 0 {
                    break 'done8 self.step(&acc2 * self.scale, self.scale);
                }
                self.act_relu6.forward(F::pad(t1, [1, 2, 2, 1], 0.0))
            };
            F::max_pool2d(F::pad(&t4, [1, 1, 1, 1], 0.0), 3, 1) + &v7
        } else {
            let mut acc10 = self.join.forward(F::cat([&acc2, &acc2], 1));
            for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
                let (a11, mut b12) = self.both(&(t4.clone() - &acc2));
                acc10 = F::add_with(F::relu(self.norm1.forward(layer.forward(&acc10))), layer.forward(b12), 0.5);
            }
            acc10
        };
        let mut v15 = match self.count {
            0 | 3 => {
                let mut v16 = if self.fancy && { t4 = t4.relu(); self.fancy } {
                    let mut v17 = match &self.maybe {
                        None => {
                            F::adaptive_avg_pool2d(v6.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1), 3)
                        }
                        Some(layer) => {
                            self.down.forward(v6)
                        }
                    };
                    t4
                } else {
                    t4
                };
                t5 + v16.adaptive_avg_pool2d((1, 6)).mean([1, 2], false)
            }
            1..=2 => {
                t5
            }
            _ => {
                let both20 = (v6, acc2);
                let a18 = F::relu(&both20.0);
                let mut b19 = both20.1;
                t5 + a18.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + b19.adaptive_avg_pool2d((1, 6)).mean([1, 2], false)
            }
        };
        v15 = v15.relu();
        let mut t21 = self.convs[1].forward(&x).relu();
        t21 = F::relu(self.two_pairs[1].1.forward(self.conv1.forward(t21)));
        let mut t22 = self.fc1.forward(v15.clone());
        self.two_pairs[0].0.forward(&t21) + &t21 + v15.mean([1], true).reshape([-1, 1, 1, 1]) + t22.mean([1], true).reshape([-1, 1, 1, 1])
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
