//! A random model: seed 23 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    dropout: Dropout,
    kernel: Tensor,
    count: usize,
    scale: f32,
    plain: bool,
    join: Conv2d,
    fancy: bool,
    conv2: Conv2d,
    norm1: BatchNorm2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            dropout: Dropout::new(0.5),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            count: 3,
            scale: 0.5,
            plain: false,
            join: Conv2d::new(8, 4, 1),
            fancy: true,
            conv2: Conv2d::new(4, 4, 3).padding(1).groups(4),
            norm1: BatchNorm2d::new(4),
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::relu(y);
        }
        y
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let t1 = F::adaptive_avg_pool2d(self.dropout.forward(&x), 3);
        let r2 = &x;
        let mut t3 = self.dropout.forward(F::pad(&t1, [1, 2, 2, 1], 0.0).conv2d(&self.kernel, None, 1, 0, 1, 1));
        let mut v4 = if self.count > 1 {
            1.0 - self.twice(&t3, 2)
        } else {
            let late5;
            if self.plain {
                late5 = self.join.forward(F::cat([&t1, &x.max_pool2d(2, 2)], 1));
            } else {
                late5 = F::relu(t1);
            }
            F::add_with(t3.sub(r2), r2, 0.5)
        };
        if !self.fancy {
            return F::conv2d(0.25 * &v4, &self.kernel, None, 1, 0, 1, 1);
        }
        std::mem::swap(&mut t3, &mut v4);
        let y6 = self.conv2.forward(F::relu(&t3));
        let y6 = self.norm1.forward(y6);
        let mut t7 = y6.relu() + &y6;
        &v4 * r2
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
