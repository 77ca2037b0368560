//! A random model: seed 16 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

fn soften(x: &Tensor) -> Tensor {
    let values = x.as_slice().iter().map(|v| v / (1.0 + v.abs()));
    Tensor::from_vec(values.collect(), x.shape())
}

#[quantizable]
struct Part {
    convs: Vec<Conv2d>,
    kernel: Tensor,
    fancy: bool,
    join: Conv2d,
    never: Option<Conv2d>,
    maybe: Option<Conv2d>,
    conv2: Conv2d,
    norm1: BatchNorm2d,
    act_silu: SiLU,
    pool: MaxPool2d,
    act_relu6: ReLU6,
    scale: f32,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            convs: vec![Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2)],
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            fancy: true,
            join: Conv2d::new(8, 4, 1),
            never: None,
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            conv2: Conv2d::new(4, 4, 1),
            norm1: BatchNorm2d::new(4),
            act_silu: SiLU::new(),
            pool: MaxPool2d::new(3).stride(1).padding(1),
            act_relu6: ReLU6::new(),
            scale: 0.75,
        }
    }

    #[quantizable(export)]
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        if let Some(layer) = self.maybe.as_ref() {
            #[quantizable(float)]
            let t4 = soften(&x);
            let mut x = ({ let inner = x.reshape([-1, 4, 36]); inner.view([inner.size(0), 4, 6, 6]) });
        }
        F::sub(F::conv2d(&x, &self.kernel, None, 1, 0, 1, 1), F::relu(&x))
    }
    #[quantizable(export)]
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::relu(self.norm1.forward(self.conv2.forward(x.relu6())));
        }
        y
    }
    #[quantizable(export)]
    fn both(&self, x: &Tensor) -> (Tensor, Tensor) {
        let mut t5: Tensor = self.act_silu.forward(self.pool.forward(F::pad(x.narrow(-1, 1, 5), [0, 1], 0.0)));
        let a = self.act_relu6.forward(F::max_pool2d(F::pad(t5, [1, 1, 1, 1], 0.0), 3, 1));
        (a, F::sub(self.pool.forward(x), F::max_pool2d(F::pad(x, [1, 1, 1, 1], 0.0), 3, 1)))
    }
    #[quantizable(export)]
    fn level(&self) -> f32 {
        self.scale * 1.25
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = x.clone();
        for (i, layer) in self.convs.iter().enumerate() {
            acc1 = acc1.conv2d(&self.kernel, None, 1, 0, 1, 1).pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1);
            if i == 1 {
                acc1 = acc1.relu();
            }
        }
        if self.fancy {
            acc1 = F::sub(acc1, x.clone());
        }
        let r2 = &acc1;
        let t3 = F::adaptive_avg_pool2d(r2.clone(), 3);
        self.join.forward(F::cat([&acc1, &x], 1)) + &acc1 + F::pad(t3.clone(), [1, 2, 2, 1], 0.0)
    }
}

#[quantizable]
struct Net {
    conv1: Conv2d,
    part: Part,
    conv2: Conv2d,
    norm2: BatchNorm2d,
    join: Conv2d,
    never: Option<Conv2d>,
    parts: Vec<Part>,
    kernel: Tensor,
    conv0: Conv2d,
    norm0: BatchNorm2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            conv1: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            part: Part::new(),
            conv2: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            norm2: BatchNorm2d::new(4),
            join: Conv2d::new(8, 4, 1),
            never: None,
            parts: vec![Part::new(), Part::new()],
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            conv0: Conv2d::new(4, 4, 3).padding(1),
            norm0: BatchNorm2d::new(4),
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::relu(b).relu() + &a
    }
    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = F::relu(self.norm2.forward(self.conv2.forward(F::add_with(&y, &y, 0.5))));
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        let mut v4 = match &self.never {
            None => {
                F::adaptive_avg_pool2d(self.parts[1].forward(x.clone()), 3)
            }
            Some(layer) => {
                (x + 0.75).max_pool2d(2, 2)
            }
        };
        let y = F::conv2d(F::pad(v4, [1, 2, 2, 1], 0.0), &self.kernel, None, 1, 0, 1, 1);
        let _ = self.never.as_ref()?;
        Some(y)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let t1 = F::relu(&x + 0.5).sub(Self::mix(F::relu(&x), &x));
        let mut t2 = F::mul(F::relu(self.conv1.forward(&t1)), F::add_with(self.part.step(t1.clone(), -0.5), self.limited(t1.clone(), 1).unwrap(), 0.5));
        let mut t3 = self.join.forward(F::cat([&t2, &t2], 1)).add_scalar(0.5).max_pool2d(2, 2);
        let mut v5 = self.attempt(&t2).unwrap_or(t2.clone());
        let y6 = self.conv0.forward(&v5);
        let y6 = self.norm0.forward(y6);
        let t7 = y6.relu() + &y6;
        let (a8, mut b9) = (t7, x);
        self.join.forward(F::cat([&a8, &b9], 1)) + &t2 + &b9 + F::pad(t3.clone(), [1, 2, 2, 1], 0.0)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
