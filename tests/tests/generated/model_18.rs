//! A random model: seed 18 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    count: usize,
    fancy: bool,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    norm2: BatchNorm2d,
    kernel: Tensor,
    maybe: Option<Conv2d>,
    head: Linear,
    conv2: Conv2d,
    conv1: Conv2d,
    norm0: BatchNorm2d,
    scale: f32,
    plain: bool,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            count: 2,
            fancy: true,
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            norm2: BatchNorm2d::new(4),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            head: Linear::new(4, 6),
            conv2: Conv2d::new(4, 4, 3).padding(1).groups(4),
            conv1: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            norm0: BatchNorm2d::new(4),
            scale: 0.5,
            plain: false,
        }
    }

    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = F::gelu(self.norm2.forward(self.conv2.forward(&y)));
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn both(&self, x: &Tensor) -> (Tensor, Tensor) {
        let mut v15 = match &self.maybe {
            Some(layer) => {
                F::relu(x).max_pool2d(2, 2)
            }
            None => {
                if !self.plain {
                    let mut t16 = F::relu((x + x).leaky_relu(0.125));
                } else if self.plain {
                    let mut v17 = if self.plain {
                        self.head.forward(F::flatten(F::adaptive_avg_pool2d(x, 1), 1, -1))
                    } else {
                        let n18 = x.size(1) * x.size(3);
                        debug_assert_eq!(x.dim(), 4);
                        let k19 = n18 as f32 / 48.0;
                        self.head.forward(x.mean([2, 3], false))
                    };
                    v17 = &v17 - &v17;
                }
                x.max_pool2d(2, 2)
            }
        };
        let a = x.clone();
        (a, x.clone())
    }
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::relu(y).permute([0, 1, 3, 2]);
        }
        y
    }
    fn forward(&self, x: Tensor) -> Tensor {
        if self.count % 2 == 1 && self.fancy {
            let mut t1 = F::relu(self.norm2.forward(self.two_pairs[1].0.forward((&x - 0.5).mul(F::sub(&x, &x)))));
        } else {
            let t2: Tensor = F::conv2d(x.relu(), &self.kernel, None, 1, 0, 1, 1).max_pool2d(2, 2);
        }
        let r3 = &x;
        let mut v4 = match &self.maybe {
            Some(layer) => {
                F::conv2d(r3 * r3, &self.kernel, None, 1, 0, 1, 1)
            }
            None => {
                let t5 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(F::squeeze(x.unsqueeze(1), 1), 1), 1, -1));
                F::conv2d(self.limited(r3.clone(), 1).unwrap(), &self.kernel, None, 1, 0, 1, 1)
            }
        };
        v4 += 0.25;
        let mut acc6 = F::mul_scalar(&v4, -0.5);
        let mut n7 = 0;
        let mut v8 = loop {
            acc6 = F::relu(self.norm0.forward(self.conv1.forward(F::add(r3, acc6))));
            n7 += 1;
            if n7 >= 2 {
                break acc6.relu() * 0.5;
            }
        };
        let mut acc9 = acc6;
        let mut n10 = 0;
        let mut v11 = loop {
            let r12 = &acc9;
            v4 = F::relu(1.0 - r3);
            n10 += 1;
            if n10 >= 2 {
                break acc9.relu() * 0.5;
            }
        };
        let (a13, mut b14) = self.both(&v11);
        let mut t20 = F::relu(&acc9);
        self.twice(&a13, 1) + &v4 + &v8 + &acc9 + &v11 + &b14 + &t20
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
