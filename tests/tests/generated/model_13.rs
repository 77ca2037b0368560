//! A random model: seed 13 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    convs: Vec<Conv2d>,
    norm0: BatchNorm2d,
    norm1: BatchNorm2d,
    maybe: Option<Conv2d>,
    conv1: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    never: Option<Conv2d>,
    down: Conv2d,
    count: usize,
    head: Linear,
    wide144: Linear,
    pool: MaxPool2d,
    kernel: Tensor,
    conv0: Conv2d,
    scale: f32,
    pair: (Conv2d, BatchNorm2d),
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            convs: vec![Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1)],
            norm0: BatchNorm2d::new(4),
            norm1: BatchNorm2d::new(4),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            conv1: Conv2d::new(4, 4, 3).padding(1).bias(false),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            never: None,
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            count: 1,
            head: Linear::new(4, 6),
            wide144: Linear::new(144, 6),
            pool: MaxPool2d::new(3).stride(1).padding(1),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            conv0: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            scale: 0.5,
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
        }
    }

    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        let mut t1 = {
            let mut acc2 = x + x;
            'outer3: for i in 0..3 {
                for layer in &self.convs {
                    if i == 1 {
                        continue 'outer3;
                    }
                    acc2 = F::relu(self.norm1.forward(layer.forward(F::relu(self.norm0.forward(layer.forward(&acc2))))));
                    if i == 2 {
                        break 'outer3;
                    }
                }
            }
            F::relu(x) + &acc2
        };
        let y = &t1 * 0.25;
        let _ = self.maybe.as_ref()?;
        Some(y)
    }
    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = F::relu(self.two_pairs[1].1.forward(self.conv1.forward(&y - 0.75)));
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v4 = match self.attempt(&F::relu(&x)) {
            Some(found) => found,
            None => x.clone(),
        };
        let mut v5 = match self.attempt(&F::relu(self.two_pairs[1].1.forward(self.conv1.forward(&v4)))) {
            Some(found) => found,
            None => x.clone(),
        };
        let mut v6 = match &self.never {
            None => {
                F::adaptive_avg_pool2d(v5, 3)
            }
            Some(layer) => {
                v5 -= F::relu(&v4) * 0.25;
                self.down.forward(v5)
            }
        };
        let mut v7 = self.attempt(&v4).unwrap_or(x.clone());
        let mut v8 = 'done9: {
            if self.count > 1 {
                break 'done9 self.head.forward(F::flatten(F::adaptive_avg_pool2d(F::pad(&v6, [1, 2, 2, 1], 0.0), 1), 1, -1));
            }
            self.wide144.forward((&v7 * v7.mean([1], true)).reshape([-1, 144]))
        };
        let mut all10 = vec![self.pool.forward(&v7), x];
        let mut t11 = F::cat(&all10, 1).mean([1], true) + &all10[0];
        let mut acc12 = ({ let inner = &t11; let edge = inner.max_value() * 0.5; F::avg_pool2d(F::pad(inner, [1, 1, 1, 1], edge), (3, 3), 1) });
        let mut n13 = 0;
        let mut v14 = loop {
            acc12 = F::conv2d(acc12.clone(), &self.kernel, None, 1, 0, 1, 1).relu();
            n13 += 1;
            if n13 >= 2 {
                break acc12.relu() * 0.5;
            }
        };
        v14 = F::relu(self.conv0.forward(F::relu(v14)) + self.limited(v7, 1).unwrap());
        let mut v15 = match self.attempt(&(&v14 * &t11)) {
            Some(found) => found,
            None => v14.clone(),
        };
        let mut v16 = match &self.never {
            Some(layer) => {
                F::relu(v6 * self.scale)
            }
            None => {
                F::max_pool2d(F::pad(v6 - v14.max_pool2d(2, 2), [1, 1, 1, 1], 0.0), 3, 1)
            }
        };
        self.pair.0.forward(&v15).relu() + &v4 + &t11 + &acc12 + &v15 + F::pad(v16.clone(), [1, 2, 2, 1], 0.0) + v8.mean([1], true).reshape([-1, 1, 1, 1])
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
