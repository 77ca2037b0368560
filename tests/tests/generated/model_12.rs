//! A random model: seed 12 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    join: Conv2d,
    head: Linear,
    dropout: Dropout,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            join: Conv2d::new(8, 4, 1),
            head: Linear::new(4, 6),
            dropout: Dropout::new(0.5),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let t1 = F::adaptive_avg_pool2d(self.join.forward(F::cat([&x, &x.relu()], 1)), 3);
        let mut t2 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(t1, 1), 1, -1));
        let n3 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n3 == 24 && x.numel() % 144 == 0);
        let k4 = n3 as f32 / 48.0;
        let mut t5: Tensor = &x - &x;
        self.dropout.forward(t5) + t2.mean([1], true).reshape([-1, 1, 1, 1])
    }
}

#[quantizable]
struct Net {
    plain: bool,
    conv2: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    norm1: BatchNorm2d,
    maybe: Option<Conv2d>,
    dropout: Dropout,
    conv0: Conv2d,
    norm0: BatchNorm2d,
    scale: f32,
    part: Part,
    norm2: BatchNorm2d,
    join: Conv2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            plain: false,
            conv2: Conv2d::new(4, 4, 1),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            norm1: BatchNorm2d::new(4),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            dropout: Dropout::new(0.5),
            conv0: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            norm0: BatchNorm2d::new(4),
            scale: 0.5,
            part: Part::new(),
            norm2: BatchNorm2d::new(4),
            join: Conv2d::new(8, 4, 1),
        }
    }

    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        if self.plain {
            return None;
        }
        let y2 = self.conv2.forward(F::relu(x));
        let y2 = self.two_pairs[1].1.forward(y2);
        let mut t3 = y2.relu6();
        let y = self.norm1.forward(self.conv2.forward(F::relu(self.two_pairs[1].0.forward(t3) + x.relu())));
        let _ = self.maybe.as_ref()?;
        Some(y)
    }
    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = 1.0 - &y;
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let late1;
        if x.argmax() % 2 == 1 {
            late1 = F::relu(F::add_with(&x, &x, 0.5));
        } else {
            late1 = x.clone();
        }
        let mut v4 = self.attempt(&self.dropout.forward(&late1)).unwrap_or(x.clone());
        let n5 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n5 == 24 && x.numel() % 144 == 0);
        let k6 = n5 as f32 / 48.0;
        let y7 = self.conv0.forward(v4 - late1);
        let y7 = self.norm0.forward(y7);
        let mut t8 = y7.relu6();
        let mut t9 = self.limited(t8.relu6() + k6, 1).unwrap();
        let mut t10 = self.part.forward(self.norm1.forward(&t8));
        if self.plain {
            return F::relu(self.norm2.forward(self.conv0.forward(&t10))).relu6();
        }
        self.join.forward(F::cat([&t9, &t9.add_scalar(-0.5)], 1)) + &t8 + &t10
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
