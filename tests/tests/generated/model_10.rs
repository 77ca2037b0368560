//! A random model: seed 10 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    conv1: Conv2d,
    count: usize,
    pair: (Conv2d, BatchNorm2d),
    conv2: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    convs: Vec<Conv2d>,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            conv1: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            count: 1,
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            conv2: Conv2d::new(4, 4, 3).padding(1).bias(false),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            convs: vec![Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(1).bias(false)],
        }
    }

    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = F::transpose(F::add(&y, &y), 2, 3);
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        if x.mean_value() > 0.1 {
            return self.conv1.forward(&x).relu();
        }
        let mut t1 = F::adaptive_avg_pool2d(F::transpose(&x, 2, 3).pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1), 3);
        let mut acc2 = &x - 0.75;
        let mut n3 = 0;
        while n3 < self.count {
            acc2 = (0.25 * &acc2).leaky_relu(0.125);
            n3 += 1;
        }
        let mut v4 = 'done5: {
            if self.count > 1 {
                break 'done5 F::relu(self.pair.0.forward(F::max_pool2d(F::pad(acc2, [1, 1, 1, 1], 0.0), 3, 1)) + F::relu(x.clone()));
            }
            let mut acc6 = self.two_pairs[1].1.forward(self.conv2.forward(x));
            for layer in self.convs.iter().rev() {
                acc6 = acc6.add(&acc6);
            }
            ({ let inner = self.pair.0.forward(&acc2).reshape([-1, 4, 36]); inner.view([-1, 4, 6, 6]) }) + &acc6
        };
        v4 = F::sigmoid(&v4);
        let mut all7 = vec![v4.clone(), v4.clone()];
        let mut sum8 = all7.pop().unwrap();
        for each in &all7 {
            sum8 += each;
        }
        let both11 = (sum8, v4.clone());
        let a9 = F::relu(&both11.0);
        let mut b10 = both11.1;
        self.limited(a9, 1).unwrap() + &v4 + &b10 + F::pad(t1.clone(), [1, 2, 2, 1], 0.0)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
