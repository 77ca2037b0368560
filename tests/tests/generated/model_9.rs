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
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    norm0: BatchNorm2d,
    down: Conv2d,
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
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            norm0: BatchNorm2d::new(4),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
        }
    }

    #[quantizable(export)]
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let t2 = F::relu(F::relu(x.clone()));
        F::cat(F::relu(self.conv1.forward(t2) + &x).chunk(2, 1), 1)
    }
    #[quantizable(export)]
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::cat(x.chunk(2, 1), 1) / 1.5;
        }
        y
    }
    #[quantizable(export)]
    fn both(&self, x: &Tensor) -> (Tensor, Tensor) {
        let mut t5 = self.down.forward(self.norm0.forward(F::sub(x, x)));
        let a = F::tanh(x);
        (a, x.clone())
    }
    #[quantizable(export)]
    fn level(&self) -> f32 {
        self.scale * 1.25
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
        F::relu(self.norm0.forward(self.two_pairs[0].0.forward(&v1))) + &x + &v1
    }
}

#[quantizable]
struct Net {
    maybe: Option<Conv2d>,
    down: Conv2d,
    count: usize,
    part: Part,
    average: AvgPool2d,
    never: Option<Conv2d>,
    scale: f32,
    act_relu: ReLU,
    dropout: Dropout,
    kernel: Tensor,
    conv0: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    norm0: BatchNorm2d,
    maybe_part: Option<Part>,
    fancy: bool,
    norm2: BatchNorm2d,
    norm1: BatchNorm2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            count: 3,
            part: Part::new(),
            average: AvgPool2d::new(3).stride(1).padding(1),
            never: None,
            scale: 0.5,
            act_relu: ReLU::new(),
            dropout: Dropout::new(0.5),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            conv0: Conv2d::new(4, 4, 1),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            norm0: BatchNorm2d::new(4),
            maybe_part: Some(Part::new()),
            fancy: true,
            norm2: BatchNorm2d::new(4),
            norm1: BatchNorm2d::new(4),
        }
    }

    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        if self.count > 1 {
            return None;
        }
        let mut v2 = match &self.maybe {
            None => {
                let r3 = &x;
                self.part.both(x).1
            }
            Some(layer) => {
                let t4 = F::relu(layer.forward(self.average.forward(layer.forward(x))) + layer.forward(x));
                layer.forward(F::relu6(&t4))
            }
        };
        let y = 1.0 - x;
        let _ = self.never.as_ref()?;
        Some(y)
    }
    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        b + (&a + b)
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
        let Some(layer1) = &self.maybe else { return self.down.forward(&x) };
        let mut v5 = if let Some(found) = self.attempt(&x) { found } else { x.clone() };
        v5 = self.scale * (&v5 * &v5);
        let mut all6 = vec![self.act_relu.forward(v5), self.dropout.forward(Self::mix(x.clone(), &x))];
        let mut t7 = all6.swap_remove(0) - all6.pop().unwrap();
        let mut acc8 = self.part.forward(t7);
        let mut n9 = 0;
        while n9 < 2 && acc8.mean_value() < 10.0 {
            acc8 = F::sub(1.5 * acc8.clone(), layer1.forward(&acc8));
            n9 += 1;
        }
        if x.argmax_dim(1)[0] % 2 == 0 {
            acc8 = self.limited(0.5 * x, 2).unwrap();
        }
        let n10 = acc8.size(1) * acc8.size(-1);
        debug_assert_eq!(acc8.dim(), 4);
        assert_eq!(acc8.dim(), 4, "not an image: {:?}", acc8.shape());
        debug_assert!(n10 == 24 && acc8.numel() % 144 == 0);
        let k11 = n10 as f32 / 48.0;
        let mut v12 = if self.count > 1 {
            layer1.forward(acc8.clone()) * self.norm0.forward(layer1.forward(&acc8))
        } else {
            acc8 += self.scale;
            F::relu(&acc8) - &acc8
        };
        let t13 = F::relu(acc8.relu()).relu6();
        if let Some(layer) = self.maybe_part.as_ref() {
            v12 = F::relu(self.norm0.forward(layer1.forward(t13.relu6())));
        }
        if !self.fancy {
            if t13.argmax_dim(1)[0] % 2 == 0 {
                acc8 = self.part.both(&v12).1 - self.norm2.forward(acc8).mean([1], true);
            }
            acc8 = F::relu6(self.norm1.forward(&acc8));
        } else if !self.fancy {
            acc8 = F::add_with(v12.clone(), &v12, 0.5);
        } else {
            acc8 = self.two_pairs[1].1.forward(&t13);
        }
        self.down.forward(&t13) + acc8.max_pool2d(2, 2) + v12.max_pool2d(2, 2) + t13.max_pool2d(2, 2)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
