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
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            norm2: BatchNorm2d::new(4),
            convs: vec![Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(2).dilation(2)],
            conv1: Conv2d::new(4, 4, 3).padding(1),
            conv0: Conv2d::new(4, 4, 1),
        }
    }

    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = self.norm2.forward(0.75 * &y);
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut t2 = self.conv1.forward(F::relu(x.clone())) - k;
        self.conv0.forward(x.sub(t2))
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = self.limited(x.clone(), 1).unwrap();
        for layer in self.convs.iter().rev() {
            acc1 = x.sub(self.step(acc1, 0.25));
        }
        if acc1.argmax() % 2 == 1 {
            let y3 = self.conv1.forward(acc1.relu());
            let y3 = self.norm2.forward(y3);
            let t4 = y3.relu() + &y3;
            acc1 = F::relu(self.conv0.forward(t4.clone()) + (&x * &x));
        } else if acc1.argmax() % 2 == 1 {
            acc1 = F::squeeze(acc1.unsqueeze(1), 1);
        }
        let mut t5 = F::adaptive_avg_pool2d(x, 3);
        acc1 = F::relu(&acc1);
        #[quantizable(float)]
        let t6 = soften(&acc1);
        F::mul(acc1, t6.clone())
    }
}

#[quantizable]
struct Net {
    part: Part,
    join: Conv2d,
    count: usize,
    plain: bool,
    head: Linear,
    fancy: bool,
    convs: Vec<Conv2d>,
    kernel: Tensor,
    parts: Vec<Part>,
    scale: f32,
    pool: MaxPool2d,
    maybe: Option<Conv2d>,
    conv0: Conv2d,
    norm0: BatchNorm2d,
    conv1: Conv2d,
    norm2: BatchNorm2d,
    wide144: Linear,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            part: Part::new(),
            join: Conv2d::new(8, 4, 1),
            count: 1,
            plain: false,
            head: Linear::new(4, 6),
            fancy: true,
            convs: vec![Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 1), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2)],
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            parts: vec![Part::new(), Part::new()],
            scale: 1.25,
            pool: MaxPool2d::new(3).stride(1).padding(1),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            conv0: Conv2d::new(4, 4, 3).padding(1),
            norm0: BatchNorm2d::new(4),
            conv1: Conv2d::new(4, 4, 3).padding(1).bias(false),
            norm2: BatchNorm2d::new(4),
            wide144: Linear::new(144, 6),
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::mul_scalar(a.add(&a), 0.75)
    }
    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        let mut x = F::relu6(self.pool.forward(x)) * 0.75;
        let y = F::relu(x.clone() * x.mean([1], true));
        let _ = self.maybe.as_ref()?;
        Some(y)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let t1 = 1.0 - self.join.forward(F::cat([&x, &self.part.forward(x.clone())], 1));
        if self.count % 2 == 1 && self.plain {
            let mut t2 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(F::add_with(F::relu6(&t1), Self::mix(t1.clone(), &t1), 0.5), 1), 1, -1));
        } else if self.fancy {
            if self.fancy {
                let mut acc3 = 1.0 - t1;
                for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
                    acc3 = F::relu(F::relu6(&x));
                }
                acc3 = self.parts[1].forward(x.clone()).conv2d(&self.kernel, None, 1, 0, 1, 1);
            } else {
                let t4 = self.part.forward(1.5 * (t1.clone() * self.scale));
            }
            let t5 = self.part.forward(F::relu6(&x) - self.scale);
        }
        let mut v6 = match self.attempt(&x.conv2d(&self.kernel, None, 1, 0, 1, 1)) {
            Some(found) => found,
            None => x.clone(),
        };
        v6 += F::relu(self.norm0.forward(self.conv0.forward(&x + &x)));
        let mut x = (&x + v6.clone()) + 0.5;
        x = F::relu(&x);
        let y7 = self.conv1.forward(&v6);
        let y7 = self.norm2.forward(y7);
        let t8 = F::relu(y7);
        x = t8.mul(&t8);
        let both11 = (t8, x);
        let a9 = F::relu(&both11.0);
        let mut b10 = both11.1;
        self.wide144.forward(b10.reshape([-1, 144]))
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
