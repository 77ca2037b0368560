//! A random model: seed 2 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    count: usize,
    plain: bool,
    head: Linear,
    convs: Vec<Conv2d>,
    kernel: Tensor,
    pair: (Conv2d, BatchNorm2d),
    join: Conv2d,
    down: Conv2d,
    norm2: BatchNorm2d,
    conv2: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    scale: f32,
    never: Option<Conv2d>,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            count: 1,
            plain: false,
            head: Linear::new(4, 6),
            convs: vec![Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 3).padding(1)],
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            join: Conv2d::new(8, 4, 1),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            norm2: BatchNorm2d::new(4),
            conv2: Conv2d::new(4, 4, 3).padding(1).bias(false),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            scale: 0.75,
            never: None,
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = self.pair.0.forward(self.join.forward(F::cat([&y, &y], 1)));
        }
        y
    }
    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = F::transpose(&y, 2, 3);
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
                acc2 = F::hardswish(acc2.conv2d(&self.kernel, None, 1, 0, 1, 1));
            }
            acc2 = self.twice(&F::relu(&x), 2);
        } else {
            let mut t3 = self.down.forward(self.norm2.forward(x.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1)));
        }
        let mut t4 = self.down.forward(&x);
        let mut t4 = &t4 - &t4;
        let (a5, mut b6) = (F::pad(&t4, [1, 2, 2, 1], 0.0) * F::pad(&t4, [1, 2, 2, 1], 0.0).mean([1], true), F::relu(self.limited(x.clone(), 1).unwrap()));
        b6 = F::transpose(F::relu(self.conv2.forward(&a5) + a5.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1)), 2, 3);
        let mut acc7 = F::relu(self.two_pairs[1].1.forward(self.convs[1].forward(&a5)));
        let mut n8 = 0;
        while n8 < self.count {
            acc7 = (&b6 + self.scale).relu();
            n8 += 1;
        }
        let mut acc9 = a5 / 1.5;
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            acc9 = self.norm2.forward(layer.forward(&b6)).leaky_relu(0.125);
        }
        let mut v10 = match &self.never {
            Some(layer) => {
                1.0 - F::add_with(&acc9, &acc9, 0.5)
            }
            None => {
                acc9 += &b6;
                acc9
            }
        };
        std::mem::swap(&mut acc7, &mut v10);
        b6 = F::add_with(v10.clone(), acc7, 0.5);
        let both13 = (x, v10);
        let a11 = F::relu(&both13.0);
        let mut b12 = both13.1;
        F::sub(&b12, b12.clone()) + &b6 + &b12 + F::pad(t4.clone(), [1, 2, 2, 1], 0.0)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
