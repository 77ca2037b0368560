//! A random model: seed 14 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    plain: bool,
    conv0: Conv2d,
    down: Conv2d,
    never: Option<Conv2d>,
    kernel: Tensor,
    count: usize,
    pool: MaxPool2d,
    maybe: Option<Conv2d>,
    act_relu: ReLU,
    act_hardsigmoid: Hardsigmoid,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            plain: false,
            conv0: Conv2d::new(4, 4, 3).padding(1).groups(4),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            never: None,
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            count: 1,
            pool: MaxPool2d::new(3).stride(1).padding(1),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            act_relu: ReLU::new(),
            act_hardsigmoid: Hardsigmoid::new(),
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = y.permute([0, 1, 3, 2]) - (x - y.mean([1], true));
        }
        y
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = 'done2: {
            if self.plain {
                break 'done2 F::adaptive_avg_pool2d(self.conv0.forward(&x).relu(), 3);
            }
            self.down.forward(&x - &x)
        };
        if self.never.is_some() {
            return self.twice(&x.conv2d(&self.kernel, None, 1, 0, 1, 1), 1);
        }
        let mut acc3 = &x * x.mean([1], true);
        let mut n4 = 0;
        while n4 < self.count {
            acc3 = self.pool.forward(acc3.clone()) - (&acc3 * 0.5).mean([1], true);
            n4 += 1;
        }
        if self.maybe.is_some() {
            return F::pad(F::relu(self.conv0.forward(&v1) + &v1), [1, 2, 2, 1], 0.0);
        }
        let r5 = &acc3;
        v1 = ({ let inner = v1.reshape([-1, 4, 9]); inner.view([inner.size(0), 4, 3, 3]) });
        let mut t6: Tensor = self.act_relu.forward(r5);
        self.act_hardsigmoid.forward(&acc3) + &x + &acc3 + &t6 + F::pad(v1.clone(), [1, 2, 2, 1], 0.0)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
