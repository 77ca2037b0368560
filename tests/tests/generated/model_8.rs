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
    part: Part,
    never: Option<Conv2d>,
    conv2: Conv2d,
    count: usize,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    fancy: bool,
    conv0: Conv2d,
    pool: MaxPool2d,
    scale: f32,
    norm0: BatchNorm2d,
    pair: (Conv2d, BatchNorm2d),
    norm1: BatchNorm2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            dropout: Dropout::new(0.5),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            parts: vec![Part::new(), Part::new()],
            part: Part::new(),
            never: None,
            conv2: Conv2d::new(4, 4, 1),
            count: 3,
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            fancy: true,
            conv0: Conv2d::new(4, 4, 3).padding(1).groups(4),
            pool: MaxPool2d::new(3).stride(1).padding(1),
            scale: 0.75,
            norm0: BatchNorm2d::new(4),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            norm1: BatchNorm2d::new(4),
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::max_pool2d(F::pad(F::add(a, b.clone()), [1, 1, 1, 1], 0.0), 3, 1)
    }
    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        let mut acc2 = x.conv2d(&self.kernel, None, 1, 0, 1, 1);
        for layer in &self.parts {
            acc2 += 1.5;
            acc2 = ({ let inner = &acc2; let edge = inner.max_value() * 0.5; F::avg_pool2d(F::pad(inner, [1, 1, 1, 1], edge), (3, 3), 1) }) - acc2.permute([0, 1, 3, 2]).mean([1], true);
        }
        let y = self.part.forward(acc2) - x.relu();
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
        let mut v3 = if let Some(found) = self.attempt(&(&x + x.mean([1], true))) { found } else { x.clone() };
        let mut acc4 = self.conv2.forward(&x);
        let mut n5 = 0;
        while n5 < self.count {
            let mut acc6 = self.limited(v3.clone(), 1).unwrap();
            let mut n7 = 0;
            let mut v8 = loop {
                acc6 = self.parts[1].forward(F::pad(&t1, [1, 2, 2, 1], 0.0));
                n7 += 1;
                if n7 >= 2 {
                    break acc6.relu() * 0.5;
                }
            };
            acc4 = self.part.forward(1.0 - acc4);
            n5 += 1;
        }
        if { v3 = self.part.forward(acc4) + F::relu(self.two_pairs[1].1.forward(self.two_pairs[0].0.forward(&v3))).mean([1], true); self.fancy } {
            t1 = F::relu(self.conv0.forward(t1.relu()) + self.pool.forward(&t1));
        } else if v3.argmax() % 2 == 1 {
            v3 = F::hardswish(v3 / 1.5);
        } else {
            v3 += F::relu(self.norm0.forward(self.conv0.forward(&x + &x)));
            v3 = F::relu(self.two_pairs[0].1.forward(self.pair.0.forward(&v3)));
        }
        let t9 = self.conv2.forward(t1.clone());
        t1 -= t9;
        t1 = F::relu(self.norm1.forward(self.pair.0.forward(t1)));
        v3 = x.mul(&v3);
        let both12 = (v3, x.clone());
        let a10 = F::relu(&both12.0);
        let mut b11 = both12.1;
        F::relu(self.conv0.forward(&t1) + t1.clone()) + b11.max_pool2d(2, 2) + &t1
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
