//! A random model: seed 23 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    dropout: Dropout,
    kernel: Tensor,
    count: usize,
    scale: f32,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    convs: Vec<Conv2d>,
    plain: bool,
    norm0: BatchNorm2d,
    never: Option<Conv2d>,
    pool: MaxPool2d,
    maybe: Option<Conv2d>,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            dropout: Dropout::new(0.5),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            count: 3,
            scale: 1.25,
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            convs: vec![Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(2).dilation(2)],
            plain: false,
            norm0: BatchNorm2d::new(4),
            never: None,
            pool: MaxPool2d::new(3).stride(1).padding(1),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
        }
    }

    fn pick(&self, x: &Tensor) -> &Conv2d {
        if !self.plain { &self.two_pairs[1].0 } else { &self.convs[1] }
    }
    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        b.relu()
    }
    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        let mut acc7 = F::relu(x);
        let mut n8 = 0;
        let mut v9 = loop {
            acc7 = F::sub(self.pool.forward(acc7), F::relu(x));
            n8 += 1;
            if n8 >= 2 {
                break acc7.relu() * 0.5;
            }
        };
        let y = ({ let inner = F::mul_scalar(&v9, 1.5).reshape([-1, 4, 36]); inner.view([inner.size(0), 4, 6, 6]) });
        let _ = self.maybe.as_ref()?;
        Some(y)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let t1 = F::adaptive_avg_pool2d(self.dropout.forward(&x), 3);
        let r2 = &x;
        let mut t3 = self.dropout.forward(F::pad(&t1, [1, 2, 2, 1], 0.0).conv2d(&self.kernel, None, 1, 0, 1, 1));
        let late4;
        if self.count > 1 {
            late4 = self.scale * &t3;
        } else {
            late4 = self.norm0.forward(self.pick(&t3).forward(Self::mix(x.clone(), r2)));
        }
        if let Some(layer) = self.never.as_ref() {
            t3 = F::conv2d(r2, &self.kernel, None, 1, 0, 1, 1);
        }
        let mut acc5 = r2.clone();
        for i6 in 1..=2 {
            acc5 = Self::mix(r2.clone(), &t3) + self.dropout.forward(&t3);
        }
        let mut v10 = self.attempt(&F::add(t3, r2)).unwrap_or(acc5.clone());
        F::relu(self.two_pairs[1].0.forward(&x) + r2)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
