//! A random model: seed 23 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    dropout: Dropout,
    kernel: Tensor,
    count: usize,
    fancy: bool,
    act_relu: ReLU,
    maybe: Option<Conv2d>,
    pair: (Conv2d, BatchNorm2d),
    norm2: BatchNorm2d,
    pool: MaxPool2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            dropout: Dropout::new(0.5),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            count: 2,
            fancy: true,
            act_relu: ReLU::new(),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            norm2: BatchNorm2d::new(4),
            pool: MaxPool2d::new(3).stride(1).padding(1),
        }
    }

    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = F::relu(&y);
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        (b - b).relu()
    }
    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        let n6 = x.size(1) * x.size(3);
        debug_assert_eq!(x.dim(), 4);
        let k7 = n6 as f32 / 48.0;
        let y = x.sub(x).conv2d(&self.kernel, None, 1, 0, 1, 1);
        let _ = self.maybe.as_ref()?;
        Some(y)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let t1 = F::adaptive_avg_pool2d(self.dropout.forward(&x), 3);
        let r2 = &x;
        let mut t3 = self.dropout.forward(F::pad(&t1, [1, 2, 2, 1], 0.0).conv2d(&self.kernel, None, 1, 0, 1, 1));
        let late4;
        if self.count % 2 == 1 && self.fancy {
            late4 = self.act_relu.forward(self.limited(t3, 2).unwrap());
        } else {
            late4 = Self::mix(F::relu(&t3), &x);
        }
        let t5 = F::conv2d(r2, &self.kernel, None, 1, 0, 1, 1);
        let mut v8 = self.attempt(&F::relu(self.norm2.forward(self.pair.0.forward(&t5)))).unwrap_or(t5.clone());
        if { v8 = F::add(self.pool.forward(v8), F::relu(&t5)); self.count % 2 == 1 && self.fancy } {
            return F::mul_scalar(&v8, 1.5);
        }
        F::relu6(&t5) + r2 + &t5 + &v8
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
