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
    convs: Vec<Conv2d>,
    maybe: Option<Conv2d>,
    kernel: Tensor,
    act_relu: ReLU,
    pool: MaxPool2d,
    dropout: Dropout,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            convs: vec![Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1)],
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            act_relu: ReLU::new(),
            pool: MaxPool2d::new(3).stride(1).padding(1),
            dropout: Dropout::new(0.5),
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::max_pool2d(F::pad(F::relu(b), [1, 1, 1, 1], 0.0), 3, 1)
    }
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = self.pool.forward(self.dropout.forward(y));
        }
        y
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = F::relu(&x);
        for i2 in 0..self.convs.len() {
            acc1 = (&acc1 - acc1.mean([1], true)).relu();
        }
        let Some(layer3) = &self.maybe else { return F::conv2d(acc1.clone(), &self.kernel, None, 1, 0, 1, 1) };
        acc1 *= 0.25;
        let t4 = self.act_relu.forward(layer3.forward(&acc1).relu()).max_pool2d(2, 2);
        let mut acc5 = Self::mix(acc1, &x);
        'outer6: for i in 0..3 {
            for layer in &self.convs {
                if i == 1 {
                    continue 'outer6;
                }
                acc5 = self.twice(&F::add_with(acc5, &x, 0.5), 2);
                if i == 2 {
                    break 'outer6;
                }
            }
        }
        let t7 = F::mul(x, &acc5);
        t7.mul(&t7)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
