//! A random model: seed 22 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    head: Linear,
    count: usize,
    plain: bool,
    scale: f32,
    act_relu6: ReLU6,
    norm0: BatchNorm2d,
    pool: MaxPool2d,
    kernel: Tensor,
    maybe: Option<Conv2d>,
    never: Option<Conv2d>,
    norm1: BatchNorm2d,
    convs: Vec<Conv2d>,
    norm2: BatchNorm2d,
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
            norm0: BatchNorm2d::new(4),
            pool: MaxPool2d::new(3).stride(1).padding(1),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            never: None,
            norm1: BatchNorm2d::new(4),
            convs: vec![Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1).bias(false)],
            norm2: BatchNorm2d::new(4),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut t9 = {
            x.clone()
        };
        F::relu(&t9) - self.scale + &x + &t9
    }
    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        let mut t10 = {
            let mut acc11 = self.pool.forward(x);
            let mut n12 = 0;
            let mut v13 = loop {
                acc11 = F::relu6(x).relu6();
                n12 += 1;
                if n12 >= 2 {
                    break acc11.relu() * 0.5;
                }
            };
            F::adaptive_avg_pool2d(F::mul_scalar(x, -0.5), 3) + acc11.max_pool2d(2, 2)
        };
        let y = F::conv2d(x, &self.kernel, None, 1, 0, 1, 1);
        let _ = self.maybe.as_ref()?;
        Some(y)
    }
    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = F::relu(self.norm2.forward(self.convs[1].forward(y.clone()))) - F::gelu(&y);
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
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
            t4.permute([0, 1, 3, 2]) + &v7
        } else {
            self.norm0.forward(acc2)
        };
        let mut v14 = if let Some(found) = self.attempt(&(t4.clone() * &v6)) { found } else { v6.clone() };
        if let Some(layer) = &self.never {
            if v14.mean_value() > 0.1 {
                return F::relu(F::relu(self.norm1.forward(layer.forward(&v14))));
            }
            v6 = self.limited(F::relu(&v14), 1).unwrap();
        }
        v14 = F::max_pool2d(F::pad(&v14, [1, 1, 1, 1], 0.0), 3, 1) + v6.mean([1], true);
        std::mem::swap(&mut v6, &mut v14);
        v6 = F::cat(t4.chunk(2, 1), 1);
        v14 - t4.clone() + &x + &v6 + t5.mean([1], true).reshape([-1, 1, 1, 1])
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
