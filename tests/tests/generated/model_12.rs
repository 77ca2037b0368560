//! A random model: seed 12 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    dropout: Dropout,
    join: Conv2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            dropout: Dropout::new(0.5),
            join: Conv2d::new(8, 4, 1),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = F::adaptive_avg_pool2d(self.join.forward(F::cat([&x, &self.dropout.forward(&x)], 1)), 3);
        t1 -= F::adaptive_avg_pool2d(&x, 3);
        let n2 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n2 == 24 && x.numel() % 144 == 0);
        let k3 = n2 as f32 / 48.0;
        let mut t4: Tensor = &x + &x;
        t4.relu()
    }
}

#[quantizable]
struct Net {
    count: usize,
    part: Part,
    convs: Vec<Conv2d>,
    conv1: Conv2d,
    norm0: BatchNorm2d,
    fancy: bool,
    conv2: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            count: 3,
            part: Part::new(),
            convs: vec![Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 1)],
            conv1: Conv2d::new(4, 4, 1),
            norm0: BatchNorm2d::new(4),
            fancy: true,
            conv2: Conv2d::new(4, 4, 1),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
        }
    }

    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = y.relu();
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        if self.count > 1 {
            return self.part.forward(F::relu(&x));
        }
        let mut t1 = self.convs[2].forward(self.limited(F::relu(&x), 2).unwrap()).relu();
        let y2 = self.conv1.forward(&t1 + &t1);
        let y2 = self.norm0.forward(y2);
        let mut x = F::relu(y2 + F::relu(t1));
        let mut v3 = if self.fancy {
            F::adaptive_avg_pool2d(self.conv2.forward(&x), 3)
        } else {
            F::relu(x.clone()).max_pool2d(2, 2)
        };
        x = x.mul(&x);
        x += 0.75;
        F::relu(self.two_pairs[1].0.forward(&x) + &x)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
