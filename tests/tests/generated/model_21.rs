//! A random model: seed 21 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    count: usize,
    kernel: Tensor,
    average: AvgPool2d,
    down: Conv2d,
    convs: Vec<Conv2d>,
    never: Option<Conv2d>,
    norm2: BatchNorm2d,
    norm0: BatchNorm2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            count: 3,
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            average: AvgPool2d::new(3).stride(1).padding(1),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            convs: vec![Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(2).dilation(2)],
            never: None,
            norm2: BatchNorm2d::new(4),
            norm0: BatchNorm2d::new(4),
        }
    }

    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = self.average.forward(&y - y.mean([1], true));
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        if x.max_value() + x.mean_value() < 1.0 {
            return None;
        }
        let n6 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n6 == 24 && x.numel() % 144 == 0);
        let k7 = n6 as f32 / 48.0;
        let y = F::relu6(x.clone()).conv2d(&self.kernel, None, 1, 0, 1, 1);
        let _ = self.never.as_ref()?;
        Some(y)
    }
    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        b.relu() - b
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = match self.count {
            1 => {
                let mut acc2 = x.add(&x);
                let mut n3 = 0;
                let mut v4 = loop {
                    acc2 = F::conv2d(self.limited(acc2, 1).unwrap(), &self.kernel, None, 1, 0, 1, 1);
                    n3 += 1;
                    if n3 >= 2 {
                        break acc2.relu() * 0.5;
                    }
                };
                self.down.forward(F::relu(v4.clone())) + acc2.max_pool2d(2, 2)
            }
            n if n > 2 => {
                F::adaptive_avg_pool2d(({ let inner = x.reshape([-1, 4, 36]); inner.view([inner.size(0), 4, 6, 6]) }), 3)
            }
            _ => {
                let r5 = &x;
                self.convs[1].forward(r5).max_pool2d(2, 2) + r5.max_pool2d(2, 2)
            }
        };
        let mut v8 = match self.attempt(&Self::mix(x.clone(), &x)) {
            Some(found) => found,
            None => x.clone(),
        };
        v8 += 0.5;
        let mut acc9 = self.norm2.forward(v8);
        for layer in self.convs.iter().rev() {
            acc9 = -(F::relu(acc9.clone()));
        }
        let n10 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n10 == 24 && x.numel() % 144 == 0);
        let k11 = n10 as f32 / 48.0;
        v1 *= 0.75;
        let n12 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n12 == 24 && x.numel() % 144 == 0);
        let k13 = n12 as f32 / 48.0;
        self.norm0.forward(acc9) + F::pad(v1.clone(), [1, 2, 2, 1], 0.0)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
