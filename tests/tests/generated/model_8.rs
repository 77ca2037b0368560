//! A random model: seed 8 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

fn soften(x: &Tensor) -> Tensor {
    let values = x.as_slice().iter().map(|v| v / (1.0 + v.abs()));
    Tensor::from_vec(values.collect(), x.shape())
}

#[quantizable]
struct Part {
    norm2: BatchNorm2d,
    convs: Vec<Conv2d>,
    conv1: Conv2d,
    conv0: Conv2d,
    wide144: Linear,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            norm2: BatchNorm2d::new(4),
            convs: vec![Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(2).dilation(2)],
            conv1: Conv2d::new(4, 4, 3).padding(1),
            conv0: Conv2d::new(4, 4, 1),
            wide144: Linear::new(144, 6),
        }
    }

    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = self.norm2.forward(F::mul_scalar(&y, 0.75));
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut t2 = self.conv1.forward(F::relu(x.clone())) / 1.5;
        self.conv0.forward(x.add(t2))
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = self.limited(x.clone(), 1).unwrap();
        for layer in self.convs.iter().rev() {
            acc1 = x.sub(self.step(acc1, -0.5));
        }
        let t3 = self.wide144.forward(F::relu(self.conv1.forward(F::relu6(acc1.clone())) + &acc1).reshape([-1, 144]));
        let mut v4 = if t3.max_value() + t3.mean_value() < 1.0 {
            #[quantizable(float)]
            let t5 = soften(&acc1);
            t5
        } else {
            x
        };
        let n6 = acc1.size(1) * acc1.size(-1);
        debug_assert_eq!(acc1.dim(), 4);
        assert_eq!(acc1.dim(), 4, "not an image: {:?}", acc1.shape());
        debug_assert!(n6 == 24 && acc1.numel() % 144 == 0);
        let k7 = n6 as f32 / 48.0;
        acc1 -= 0.75;
        &v4 + v4.mean([1], true) + &acc1 + &v4
    }
}

#[quantizable]
struct Net {
    dropout: Dropout,
    kernel: Tensor,
    parts: Vec<Part>,
    average: AvgPool2d,
    part: Part,
    never: Option<Conv2d>,
    plain: bool,
    pair: (Conv2d, BatchNorm2d),
    conv0: Conv2d,
    norm1: BatchNorm2d,
    fancy: bool,
    head: Linear,
    convs: [Conv2d; 3],
    count: usize,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            dropout: Dropout::new(0.5),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            parts: vec![Part::new(), Part::new()],
            average: AvgPool2d::new(3).stride(1).padding(1),
            part: Part::new(),
            never: None,
            plain: false,
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            conv0: Conv2d::new(4, 4, 3).padding(1).groups(4),
            norm1: BatchNorm2d::new(4),
            fancy: true,
            head: Linear::new(4, 6),
            convs: [Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2)],
            count: 1,
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::max_pool2d(F::pad(F::add(a, b.clone()), [1, 1, 1, 1], 0.0), 3, 1)
    }
    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        let mut acc2 = x.conv2d(&self.kernel, None, 1, 0, 1, 1);
        for layer in &self.parts {
            acc2 += 1.5;
            acc2 = self.average.forward(&acc2) - self.average.forward(&acc2).mean([1], true);
        }
        let y = self.average.forward(self.part.forward(acc2));
        let _ = self.never.as_ref()?;
        Some(y)
    }
    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = F::add(y.clone(), F::relu(&y));
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = self.dropout.forward(Self::mix(x.clone(), &x)).max_pool2d(2, 2);
        let mut v3 = self.attempt(&F::relu(&x)).unwrap_or(x.clone());
        let n4 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n4 == 24 && x.numel() % 144 == 0);
        let k5 = n4 as f32 / 48.0;
        let late6;
        if self.never.is_some() {
            late6 = v3;
        } else {
            late6 = self.part.forward(self.dropout.forward(v3));
        }
        let r7 = &late6;
        let mut acc8 = self.limited(late6.clone(), 1).unwrap();
        let mut n9 = 0;
        let mut v10 = loop {
            acc8 = self.parts[1].forward(F::pad(&t1, [1, 2, 2, 1], 0.0));
            n9 += 1;
            if n9 >= 2 {
                break acc8.relu() * 0.5;
            }
        };
        if !self.plain {
            return F::relu(self.norm1.forward(self.pair.0.forward(self.conv0.forward(t1))));
        }
        let mut v11 = if !self.fancy {
            self.head.forward(F::relu(self.norm1.forward(self.conv0.forward(&v10))).mean([2, 3], false))
        } else {
            let mut acc12 = acc8.relu();
            let mut n13 = 0;
            let mut v14 = loop {
                acc12 = F::sigmoid(r7) + k5;
                n13 += 1;
                if n13 >= 2 {
                    break acc12.relu() * 0.5;
                }
            };
            self.head.forward(F::flatten(F::adaptive_avg_pool2d(F::relu(&t1), 1), 1, -1)) + v14.adaptive_avg_pool2d((1, 6)).mean([1, 2], false)
        };
        let mut acc15 = v10;
        for i16 in (0..self.count).rev() {
            let both19 = (acc15.clone(), acc15.clone());
            let a17 = F::relu(&both19.0);
            let mut b18 = both19.1;
            acc15 = F::conv2d(&late6, &self.kernel, None, 1, 0, 1, 1);
        }
        t1.conv2d(&self.kernel, None, 1, 0, 1, 1) + late6.max_pool2d(2, 2) + r7.max_pool2d(2, 2) + acc8.max_pool2d(2, 2) + acc15.max_pool2d(2, 2) + &t1 + v11.mean([1], true).reshape([-1, 1, 1, 1])
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
