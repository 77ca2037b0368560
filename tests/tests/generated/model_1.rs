//! A random model: seed 1 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    head: Linear,
    pair: (Conv2d, BatchNorm2d),
    kernel: Tensor,
    scale: f32,
    maybe: Option<Conv2d>,
    norm0: BatchNorm2d,
    act_hardsigmoid: Hardsigmoid,
    join: Conv2d,
    conv0: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            head: Linear::new(4, 6),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            scale: 0.5,
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            norm0: BatchNorm2d::new(4),
            act_hardsigmoid: Hardsigmoid::new(),
            join: Conv2d::new(8, 4, 1),
            conv0: Conv2d::new(4, 4, 3).padding(1).bias(false),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
        }
    }

    #[quantizable(export)]
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut v6 = match &self.maybe {
            Some(layer) => {
                let mut t7 = {
                    F::conv2d(x.clone(), &self.kernel, None, 1, 0, 1, 1)
                };
                F::relu(self.norm0.forward(layer.forward(&t7 - self.scale))) + &t7
            }
            None => {
                self.act_hardsigmoid.forward(self.join.forward(F::cat([&x, &x], 1)))
            }
        };
        v6 - &x
    }
    #[quantizable(export)]
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = self.conv0.forward(y) / 1.5;
        }
        y
    }
    #[quantizable(export)]
    fn both(&self, x: &Tensor) -> (Tensor, Tensor) {
        let mut t8: Tensor = F::relu(self.two_pairs[0].1.forward(self.conv0.forward(x - self.scale)));
        let a = x.clone();
        (a, t8)
    }
    #[quantizable(export)]
    fn level(&self) -> f32 {
        self.scale * 1.25
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(self.pair.0.forward(x.relu()).relu(), 1), 1, -1));
        let both4 = (F::relu(&x).leaky_relu(0.125), x.conv2d(&self.kernel, None, 1, 0, 1, 1));
        let a2 = F::relu(&both4.0);
        let mut b3 = both4.1;
        b3 -= &a2;
        let mut t5 = -a2;
        b3 - x.mean([1], true) + &t5 + t1.mean([1], true).reshape([-1, 1, 1, 1])
    }
}

#[quantizable]
struct Net {
    fancy: bool,
    plain: bool,
    wide144: Linear,
    conv2: Conv2d,
    convs: Vec<Conv2d>,
    maybe: Option<Conv2d>,
    conv0: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    #[quantizable(model)] part: Part,
    count: usize,
    head: Linear,
    norm1: BatchNorm2d,
    #[quantizable(model)] parts: Vec<Part>,
    kernel: Tensor,
    act_relu6: ReLU6,
    conv1: Conv2d,
    act_hardsigmoid: Hardsigmoid,
    fc0: Linear,
    #[quantizable(model)] two: [Part; 2],
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            fancy: true,
            plain: false,
            wide144: Linear::new(144, 6),
            conv2: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            convs: vec![Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 1)],
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            conv0: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            part: Part::new(),
            count: 3,
            head: Linear::new(4, 6),
            norm1: BatchNorm2d::new(4),
            parts: vec![Part::new(), Part::new()],
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            act_relu6: ReLU6::new(),
            conv1: Conv2d::new(4, 4, 1),
            act_hardsigmoid: Hardsigmoid::new(),
            fc0: Linear::new(6, 6),
            two: [Part::new(), Part::new()],
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::relu6(a) + b + b
    }
    fn pick(&self, x: &Tensor) -> &Conv2d {
        match &self.maybe {
            Some(layer) => layer,
            None => &self.conv2,
        }
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut t14 = self.act_relu6.forward(F::relu(self.conv1.forward(&x)));
        F::relu(self.act_hardsigmoid.forward(t14))
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = if self.fancy {
            let mut v2 = 'done3: {
                if !self.plain {
                    break 'done3 x.clone();
                }
                Self::mix(x.clone(), &x) * x.mean([1], true)
            };
            self.wide144.forward(F::relu(self.pick(&x).forward(&v2) + F::relu(self.two_pairs[0].1.forward(self.conv0.forward(&v2)))).reshape([-1, 144]))
        } else {
            let mut acc4 = F::relu(&x);
            for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
                acc4 = acc4.add_scalar(0.25) + &acc4;
            }
            self.wide144.forward(self.part.forward(acc4).reshape([-1, 144]))
        };
        v1 = v1.relu().reshape([-1, 3, 2]).flatten(1, 2);
        let n5 = x.size(1) * x.size(3);
        debug_assert_eq!(x.dim(), 4);
        let k6 = n5 as f32 / 48.0;
        if self.count % 2 == 1 && self.fancy {
            let n7 = x.size(1) * x.size(3);
            debug_assert_eq!(x.dim(), 4);
            let k8 = n7 as f32 / 48.0;
            v1 = &v1 - F::relu(&v1);
        } else {
            v1 = F::dropout(v1.reshape([-1, 3, 2]).flatten(1, 2), 0.1);
        }
        v1 += self.head.forward(self.norm1.forward(&x).mean([2, 3], false));
        let mut acc9 = F::add(&x, &x);
        for layer in &self.parts {
            let mut acc10 = F::gelu(&acc9);
            let mut n11 = 0;
            while n11 < self.count {
                let mut acc12 = acc10.conv2d(&self.kernel, None, 1, 0, 1, 1);
                for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
                    let mut acc13 = self.step(acc9.clone(), 0.75);
                    for i15 in (0..self.count).rev() {
                        acc13 = F::tanh(&acc10).add_scalar(0.25);
                    }
                    acc12 = F::relu(acc13);
                }
                acc10 = self.parts[1].step(acc10, 0.75);
                n11 += 1;
            }
            acc9 = F::relu(&x);
        }
        let mut x = F::relu(&acc9);
        acc9 *= self.part.level();
        v1 = self.fc0.forward(&v1);
        let mut t16: Tensor = self.two[1].forward(x);
        acc9 = self.conv2.forward(&t16);
        t16 + acc9.clone() + &acc9 + v1.mean([1], true).reshape([-1, 1, 1, 1])
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
