//! A random model: seed 2 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    count: usize,
    plain: bool,
    head: Linear,
    convs: Vec<Conv2d>,
    norm2: BatchNorm2d,
    kernel: Tensor,
    never: Option<Conv2d>,
    maybe: Option<Conv2d>,
    wide144: Linear,
    pool: MaxPool2d,
    conv2: Conv2d,
    norm1: BatchNorm2d,
    conv1: Conv2d,
    norm0: BatchNorm2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            count: 1,
            plain: false,
            head: Linear::new(4, 6),
            convs: vec![Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 3).padding(1)],
            norm2: BatchNorm2d::new(4),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            never: None,
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            wide144: Linear::new(144, 6),
            pool: MaxPool2d::new(3).stride(1).padding(1),
            conv2: Conv2d::new(4, 4, 3).padding(1),
            norm1: BatchNorm2d::new(4),
            conv1: Conv2d::new(4, 4, 1),
            norm0: BatchNorm2d::new(4),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::relu(&y);
        }
        y
    }
    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::transpose(b, 2, 3) - (b * b)
    }
    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = y.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1) + self.pool.forward(&y);
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        if self.count % 2 == 1 && self.plain {
            let mut t1 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(&x, 1), 1, -1));
        } else if x.mean_value() > 0.1 {
            let mut acc2 = F::relu(&x);
            for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
                acc2 = F::relu(x.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1));
            }
            acc2 = F::relu(&x - -0.5);
        }
        if x.argmax() % 2 == 1 {
            let mut acc3 = self.norm2.forward(&x);
            for layer in self.convs.iter().rev() {
                acc3 = F::relu(&x).pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1);
            }
            acc3 = x.conv2d(&self.kernel, None, 1, 0, 1, 1).permute([0, 1, 3, 2]);
        }
        if let Some(layer) = self.maybe.as_ref() {
            let mut t4 = layer.forward(&x).relu();
        }
        let mut t5 = self.wide144.forward(self.twice(&F::relu6(&x), 2).reshape([-1, 144]));
        let mut t6 = Self::mix(self.limited(self.norm1.forward(self.conv2.forward(&x)), 2).unwrap(), &x);
        let mut acc7 = F::relu(&t6);
        for i8 in (0..self.count).rev() {
            acc7 = F::relu(self.conv1.forward(self.norm0.forward(self.convs[i8].forward(acc7))) + (&t6 - t6.mean([1], true)));
            acc7 = self.convs[i8].forward(&acc7);
            if i8 == 1 {
                continue;
            }
            acc7 = acc7.relu();
        }
        let mut acc9 = &acc7 + 0.75;
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            acc9 = F::relu(layer.forward(&t6) + self.two_pairs[0].0.forward(&acc7));
        }
        let t10 = t5.relu();
        let mut t11 = F::adaptive_avg_pool2d(t6, 3);
        let r12 = &acc9;
        t5 = t5.relu();
        ({ let inner = x; let edge = inner.max_value() * 0.5; F::avg_pool2d(F::pad(inner, [1, 1, 1, 1], edge), (3, 3), 1) })
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
