//! A random model: seed 12 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    join: Conv2d,
    head: Linear,
    dropout: Dropout,
    count: usize,
    fancy: bool,
    kernel: Tensor,
    conv1: Conv2d,
    scale: f32,
    pool: MaxPool2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            join: Conv2d::new(8, 4, 1),
            head: Linear::new(4, 6),
            dropout: Dropout::new(0.5),
            count: 3,
            fancy: true,
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            conv1: Conv2d::new(4, 4, 1),
            scale: 1.25,
            pool: MaxPool2d::new(3).stride(1).padding(1),
        }
    }

    #[quantizable(export)]
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let late6;
        if self.count % 2 == 1 && self.fancy {
            late6 = x.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1);
        } else {
            late6 = self.conv1.forward(&x).relu().conv2d(&self.kernel, None, 1, 0, 1, 1);
        }
        F::squeeze(F::relu(x).unsqueeze(1), 1)
    }
    #[quantizable(export)]
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::relu(F::squeeze(y.unsqueeze(1), 1));
        }
        y
    }
    #[quantizable(export)]
    fn both(&self, x: &Tensor) -> (Tensor, Tensor) {
        let mut x = ({ let inner = (x - (1.0 - x)).reshape([-1, 4, 36]); inner.view([inner.size(0), 4, 6, 6]) });
        let a = self.pool.forward(({ let inner = x.reshape([-1, 4, 36]); inner.view([-1, 4, 6, 6]) }));
        (a, F::max_pool2d(F::pad(x.relu(), [1, 1, 1, 1], 0.0), 3, 1))
    }
    #[quantizable(export)]
    fn level(&self) -> f32 {
        self.scale * 1.25
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
    join: Conv2d,
    pair: (Conv2d, BatchNorm2d),
    norm1: BatchNorm2d,
    convs: Vec<Conv2d>,
    count: usize,
    conv1: Conv2d,
    dropout: Dropout,
    down: Conv2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            join: Conv2d::new(8, 4, 1),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            norm1: BatchNorm2d::new(4),
            convs: vec![Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 1)],
            count: 1,
            conv1: Conv2d::new(4, 4, 3).padding(1),
            dropout: Dropout::new(0.5),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
        }
    }

    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = F::relu6(F::relu(self.norm1.forward(self.conv1.forward(&y))));
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = self.join.forward(F::cat([&x, &x], 1));
        let mut n2 = 0;
        let mut v3 = loop {
            acc1 = 1.0 - &acc1;
            n2 += 1;
            if n2 >= 2 {
                break acc1.relu() * 0.5;
            }
        };
        let mut all4 = Vec::new();
        all4.push(F::relu(self.norm1.forward(self.pair.0.forward(v3.clone()))).relu());
        for layer in self.convs.iter().take(2) {
            all4.push(-(1.5 * &acc1));
        }
        let mut t5 = all4[0].clone();
        while let Some(next) = all4.pop() {
            t5 = F::relu(t5 + next);
        }
        let mut acc6 = self.pair.0.forward(&t5);
        for i7 in (0..self.count).rev() {
            acc6 = self.limited(self.dropout.forward(acc6.clone()), 2).unwrap();
        }
        std::mem::swap(&mut t5, &mut acc6);
        let mut v8 = match self.count {
            1 => {
                let mut acc9 = acc1.clone() * t5.mean([1], true);
                for i10 in 0..self.convs.len() {
                    acc9 = self.pair.0.forward(acc9);
                    acc9 = self.convs[i10].forward(&acc9);
                    if i10 == 1 {
                        break;
                    }
                    acc9 = acc9.relu();
                }
                acc9.max_pool2d(2, 2) + acc9.max_pool2d(2, 2)
            }
            n if n > 2 => {
                let n11 = x.size(1) * x.size(-1);
                debug_assert_eq!(x.dim(), 4);
                assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
                debug_assert!(n11 == 24 && x.numel() % 144 == 0);
                let k12 = n11 as f32 / 48.0;
                F::adaptive_avg_pool2d(&x, 3)
            }
            _ => {
                acc6 = self.conv1.forward(v3.clone()).relu();
                self.down.forward(&t5)
            }
        };
        let both15 = (t5, acc6);
        let a13 = F::relu(&both15.0);
        let mut b14 = both15.1;
        self.convs[0].forward(b14) + &acc1 + &v3 + F::pad(v8.clone(), [1, 2, 2, 1], 0.0)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
