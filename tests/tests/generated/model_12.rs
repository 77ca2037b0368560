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
        t4.relu() + &x + &t4 + F::pad(t1.clone(), [1, 2, 2, 1], 0.0)
    }
}

#[quantizable]
struct Net {
    plain: bool,
    conv2: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    norm1: BatchNorm2d,
    maybe: Option<Conv2d>,
    norm2: BatchNorm2d,
    pair: (Conv2d, BatchNorm2d),
    convs: Vec<Conv2d>,
    count: usize,
    conv1: Conv2d,
    part: Part,
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
            norm2: BatchNorm2d::new(4),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            convs: vec![Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 1)],
            count: 1,
            conv1: Conv2d::new(4, 4, 3).padding(1),
            part: Part::new(),
        }
    }

    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        if self.plain {
            return None;
        }
        let y2 = self.conv2.forward(F::relu(x));
        let y2 = self.two_pairs[1].1.forward(y2);
        let mut t3 = y2.relu6();
        let y = self.norm1.forward(self.conv2.forward(F::relu(self.two_pairs[1].0.forward(t3) + x.relu6())));
        let _ = self.maybe.as_ref()?;
        Some(y)
    }
    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = F::relu(F::relu(self.norm1.forward(self.conv1.forward(&y))));
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
        let mut v4 = self.attempt(&late1.relu()).unwrap_or(late1.clone());
        if self.plain {
            v4 = self.conv2.forward(self.norm2.forward(&x));
        } else {
            v4 = self.pair.0.forward(self.pair.0.forward(&late1).relu());
        }
        let mut all5 = Vec::new();
        all5.push(F::relu(F::relu(self.norm1.forward(self.pair.0.forward(v4.clone())))));
        for layer in self.convs.iter().take(2) {
            all5.push((&late1 * 1.5).add_scalar(1.5));
        }
        let mut t6 = all5[0].clone();
        while let Some(next) = all5.pop() {
            t6 = F::relu(t6 + next);
        }
        let mut acc7 = self.pair.0.forward(&t6);
        for i8 in (0..self.count).rev() {
            acc7 = self.limited(acc7.relu(), 1).unwrap();
        }
        let mut t9: Tensor = self.part.forward(t6);
        let x: Tensor = late1.clone() * acc7.mean([1], true);
        x + t9 + &late1 + &v4
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
