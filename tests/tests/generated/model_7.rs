//! A random model: seed 7 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    conv1: Conv2d,
    kernel: Tensor,
    norm0: BatchNorm2d,
    average: AvgPool2d,
    act_identity: Identity,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            conv1: Conv2d::new(4, 4, 1),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            norm0: BatchNorm2d::new(4),
            average: AvgPool2d::new(3).stride(1).padding(1),
            act_identity: Identity::new(),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let t3 = F::add_with(x.conv2d(&self.kernel, None, 1, 0, 1, 1), self.average.forward(&x), 0.5) - F::relu(F::relu(&x));
        self.act_identity.forward(x + &t3)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = F::relu(self.norm0.forward(self.conv1.forward(F::conv2d(x.add(&x), &self.kernel, None, 1, 0, 1, 1))));
        let mut all2 = vec![self.step(t1, 0.5), x.clone()];
        let mut sum4 = all2.pop().unwrap();
        for each in &all2 {
            sum4 += each;
        }
        let mut t5 = &x * sum4.mean([1], true);
        let mut all6 = vec![t5, x];
        let mut t7 = all6.swap_remove(0) - all6.pop().unwrap();
        F::relu(t7)
    }
}

#[quantizable]
struct Net {
    conv2: Conv2d,
    join: Conv2d,
    count: usize,
    norm0: BatchNorm2d,
    kernel: Tensor,
    parts: Vec<Part>,
    conv0: Conv2d,
    norm2: BatchNorm2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    convs: Vec<Conv2d>,
    part: Part,
    two: [Part; 2],
    scale: f32,
    pair: (Conv2d, BatchNorm2d),
    fancy: bool,
    head: Linear,
    wide144: Linear,
    maybe_part: Option<Part>,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            conv2: Conv2d::new(4, 4, 3).padding(1).bias(false),
            join: Conv2d::new(8, 4, 1),
            count: 2,
            norm0: BatchNorm2d::new(4),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            parts: vec![Part::new(), Part::new()],
            conv0: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            norm2: BatchNorm2d::new(4),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            convs: vec![Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1).groups(4)],
            part: Part::new(),
            two: [Part::new(), Part::new()],
            scale: 0.75,
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            fancy: true,
            head: Linear::new(4, 6),
            wide144: Linear::new(144, 6),
            maybe_part: Some(Part::new()),
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = self.norm0.forward(F::conv2d(&y, &self.kernel, None, 1, 0, 1, 1));
        }
        y
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut acc5 = self.parts[0].forward(x.clone());
        for layer in self.convs.iter().rev() {
            acc5 = self.part.forward(x.clone());
        }
        self.two[1].forward(F::relu(&acc5))
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = F::adaptive_avg_pool2d(F::relu(self.conv2.forward(self.join.forward(F::cat([&x, &x], 1))) + F::relu6(&x)), 3);
        let mut v2 = if self.count > 1 {
            x.clone()
        } else {
            self.twice(&self.parts[0].forward(x.clone()), 1)
        };
        let y3 = self.conv0.forward(self.two_pairs[1].0.forward(&v2));
        let y3 = self.norm2.forward(y3);
        let t4 = y3.relu6();
        let x = self.step(F::relu(F::pad(&t1, [1, 2, 2, 1], 0.0)), self.scale);
        let mut v6 = match self.count {
            1 => {
                x + self.scale
            }
            n if n > 2 => {
                let y7 = self.conv0.forward(F::relu(self.two_pairs[0].1.forward(self.pair.0.forward(x))));
                let y7 = self.norm2.forward(y7);
                let mut t8 = F::relu(y7);
                F::relu6(t8) + t4
            }
            _ => {
                let (a9, mut b10) = (x, F::relu(self.convs[1].forward(v2.relu()) + t4.relu()));
                F::mul_scalar(a9.relu6(), 0.5)
            }
        };
        let late11;
        if self.count % 2 == 1 && self.fancy {
            late11 = self.head.forward(v6.mean([2, 3], false));
        } else {
            late11 = self.wide144.forward(F::mul_scalar(&v2, 0.75).reshape([-1, 144]));
        }
        v2 = self.twice(&v6, 1);
        t1 += self.scale;
        if let Some(layer) = self.maybe_part.as_ref() {
            t1 = t1.relu().mul(&t1 * -0.5);
        }
        let r12 = &v6;
        F::relu(self.two_pairs[0].1.forward(self.conv0.forward(r12)))
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
