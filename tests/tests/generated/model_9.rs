//! A random model: seed 9 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    count: usize,
    conv1: Conv2d,
    join: Conv2d,
    convs: Vec<Conv2d>,
    wide144: Linear,
    conv0: Conv2d,
    maybe: Option<Conv2d>,
    norm0: BatchNorm2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            count: 2,
            conv1: Conv2d::new(4, 4, 1),
            join: Conv2d::new(8, 4, 1),
            convs: vec![Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1).groups(4)],
            wide144: Linear::new(144, 6),
            conv0: Conv2d::new(4, 4, 1),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            norm0: BatchNorm2d::new(4),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let t2 = F::relu(F::relu(x.clone()));
        F::relu(self.conv1.forward(t2) + &x).pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1)
    }
    fn pick(&self, x: &Tensor) -> &Conv2d {
        self.maybe.as_ref().unwrap_or(&self.conv0)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = match self.count {
            0 | 3 => {
                self.step(&x - x.mean([1], true), 0.25)
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
                x.clone()
            }
        };
        v1 = F::relu(self.norm0.forward(self.pick(&v1).forward(&v1)));
        let t5 = self.pick(&x).forward(&x);
        let r6 = &t5;
        self.norm0.forward(x)
    }
}

#[quantizable]
struct Net {
    never: Option<Conv2d>,
    count: usize,
    conv2: Conv2d,
    norm0: BatchNorm2d,
    maybe_part: Option<Part>,
    act_relu: ReLU,
    conv1: Conv2d,
    maybe: Option<Conv2d>,
    convs: [Conv2d; 3],
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    kernel: Tensor,
    head: Linear,
    act_identity: Identity,
    act_relu6: ReLU6,
    wide144: Linear,
    down: Conv2d,
    scale: f32,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            never: None,
            count: 2,
            conv2: Conv2d::new(4, 4, 3).padding(1).bias(false),
            norm0: BatchNorm2d::new(4),
            maybe_part: Some(Part::new()),
            act_relu: ReLU::new(),
            conv1: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            convs: [Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 3).padding(1).groups(4)],
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            head: Linear::new(4, 6),
            act_identity: Identity::new(),
            act_relu6: ReLU6::new(),
            wide144: Linear::new(144, 6),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            scale: 0.75,
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = match &self.never {
            None => {
                (x.clone() - &x).max_pool2d(2, 2)
            }
            Some(layer) => {
                F::adaptive_avg_pool2d(x.relu(), 3)
            }
        };
        if self.count > 1 {
            return F::relu(self.norm0.forward(self.conv2.forward(F::add_with(&x, &x, 0.5))));
        }
        if let Some(layer) = self.maybe_part.as_ref() {
            v1 = self.act_relu.forward(&v1) - self.conv1.forward(&v1).relu();
        }
        let mut v2 = if self.maybe.is_some() {
            let mut acc3 = x.clone();
            for i4 in (0..self.count).rev() {
                acc3 = self.two_pairs[1].0.forward(self.two_pairs[0].1.forward(acc3));
                acc3 = F::conv2d(acc3 - &x, &self.kernel, None, 1, 0, 1, 1);
                acc3 = self.convs[i4].forward(&acc3);
                if i4 == 1 {
                    continue;
                }
                acc3 = acc3.relu();
            }
            self.head.forward(F::flatten(F::adaptive_avg_pool2d(self.act_identity.forward(&acc3), 1), 1, -1))
        } else {
            if let Some(layer) = &self.maybe {
                v1 = F::sub(&v1, self.act_relu6.forward(&v1));
            }
            self.wide144.forward(x.reshape([-1, 144]))
        };
        v1 += self.down.forward(&x);
        v1 = F::relu(&v1);
        v1 += self.down.forward(&x);
        v2 *= self.scale;
        self.act_identity.forward(&x)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
