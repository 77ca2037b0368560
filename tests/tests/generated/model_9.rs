//! A random model: seed 9 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    count: usize,
    conv1: Conv2d,
    scale: f32,
    join: Conv2d,
    convs: Vec<Conv2d>,
    wide144: Linear,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            count: 2,
            conv1: Conv2d::new(4, 4, 1),
            scale: 0.5,
            join: Conv2d::new(8, 4, 1),
            convs: vec![Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1).groups(4)],
            wide144: Linear::new(144, 6),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let t2 = F::relu(F::relu(x.clone()));
        F::relu(self.conv1.forward(t2) + &x).pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1)
    }
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = ({ let inner = x; let edge = inner.max_value() * 0.5; F::avg_pool2d(F::pad(inner, [1, 1, 1, 1], edge), (3, 3), 1) }) / 1.5;
        }
        y
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = match self.count {
            0 | 3 => {
                self.step(&x * self.scale, 0.25)
            }
            1..=2 => {
                let mut acc3 = self.join.forward(F::cat([&x, &x], 1));
                for layer in self.convs.iter().rev() {
                    acc3 = F::relu(self.join.forward(F::cat([&acc3, &acc3], 1)));
                }
                acc3
            }
            _ => {
                let mut t4 = self.wide144.forward(x.reshape([-1, 144]));
                x.clone() + t4.mean([1], true).reshape([-1, 1, 1, 1])
            }
        };
        v1 -= &x;
        v1 = x.relu6();
        v1 = self.twice(&x, 1);
        F::relu6(v1) + &x
    }
}

#[quantizable]
struct Net {
    part: Part,
    conv1: Conv2d,
    norm0: BatchNorm2d,
    convs: Vec<Conv2d>,
    plain: bool,
    join: Conv2d,
    pair: (Conv2d, BatchNorm2d),
    two: [Part; 2],
    norm1: BatchNorm2d,
    scale: f32,
    wide144: Linear,
    conv2: Conv2d,
    conv0: Conv2d,
    kernel: Tensor,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            part: Part::new(),
            conv1: Conv2d::new(4, 4, 3).padding(1).groups(4),
            norm0: BatchNorm2d::new(4),
            convs: vec![Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1).bias(false)],
            plain: false,
            join: Conv2d::new(8, 4, 1),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            two: [Part::new(), Part::new()],
            norm1: BatchNorm2d::new(4),
            scale: 0.5,
            wide144: Linear::new(144, 6),
            conv2: Conv2d::new(4, 4, 3).padding(1),
            conv0: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::add_with(b, F::sub(&a, b), 0.5)
    }
    fn pick(&self, x: &Tensor) -> &Conv2d {
        if !self.plain { &self.convs[0] } else { &self.conv1 }
    }
    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = F::sub(y.conv2d(&self.kernel, None, 1, 0, 1, 1), F::relu(self.two_pairs[1].1.forward(self.conv0.forward(&y))));
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = Self::mix(F::tanh(&x), &x);
        t1 = self.part.forward(F::relu(self.norm0.forward(self.conv1.forward(x))));
        let mut acc2 = self.pick(&t1).forward(&t1);
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            let mut acc3 = self.join.forward(F::cat([&acc2, &t1], 1));
            for layer in self.convs.iter().rev() {
                acc3 = F::relu(self.pair.0.forward(self.part.forward(acc3)) + (1.5 * &acc2));
            }
            acc2 = F::relu(layer.forward(layer.forward(&t1).relu()) + self.two[1].forward(acc3));
        }
        let y4 = self.conv1.forward(F::mul_scalar(acc2, self.scale));
        let y4 = self.norm1.forward(y4);
        let mut t5: Tensor = F::relu(y4);
        let t6: Tensor = self.wide144.forward(t5.reshape([-1, 144]));
        let mut v7 = if t5.argmax() % 2 == 1 {
            t5
        } else {
            let mut acc8 = t5.relu6();
            'outer9: for i in 0..3 {
                for layer in &self.convs {
                    if i == 1 {
                        continue 'outer9;
                    }
                    acc8 = self.conv2.forward(F::relu(&acc8));
                    if i == 2 {
                        break 'outer9;
                    }
                }
            }
            F::relu(F::relu(self.norm0.forward(self.conv0.forward(&acc8))))
        };
        if t1.argmax_dim(1)[0] % 2 == 0 {
            v7 = self.limited(0.5 * t1, 2).unwrap();
        }
        let n10 = v7.size(1) * v7.size(-1);
        debug_assert_eq!(v7.dim(), 4);
        assert_eq!(v7.dim(), 4, "not an image: {:?}", v7.shape());
        debug_assert!(n10 == 24 && v7.numel() % 144 == 0);
        let k11 = n10 as f32 / 48.0;
        let mut v12 = if t6.max_value() + t6.mean_value() < 1.0 {
            let mut acc13 = v7.add(v7.clone());
            'outer14: for i in 0..3 {
                for layer in &self.convs {
                    if i == 1 {
                        continue 'outer14;
                    }
                    acc13 = F::relu(&acc13);
                    if i == 2 {
                        break 'outer14;
                    }
                }
            }
            v7.clone() + &acc13
        } else {
            v7 *= 1.5;
            v7.clone()
        };
        let n15 = v7.size(1) * v7.size(-1);
        debug_assert_eq!(v7.dim(), 4);
        assert_eq!(v7.dim(), 4, "not an image: {:?}", v7.shape());
        debug_assert!(n15 == 24 && v7.numel() % 144 == 0);
        let k16 = n15 as f32 / 48.0;
        v12.max_pool2d(2, 2) + v12.max_pool2d(2, 2)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
