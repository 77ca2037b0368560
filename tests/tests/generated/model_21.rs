//! A random model: seed 21 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    count: usize,
    kernel: Tensor,
    average: AvgPool2d,
    down: Conv2d,
    norm2: BatchNorm2d,
    join: Conv2d,
    convs: [Conv2d; 3],
    act_relu: ReLU,
    pair: (Conv2d, BatchNorm2d),
    norm0: BatchNorm2d,
    conv2: Conv2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            count: 3,
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            average: AvgPool2d::new(3).stride(1).padding(1),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            norm2: BatchNorm2d::new(4),
            join: Conv2d::new(8, 4, 1),
            convs: [Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 1)],
            act_relu: ReLU::new(),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            norm0: BatchNorm2d::new(4),
            conv2: Conv2d::new(4, 4, 3).padding(2).dilation(2),
        }
    }

    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = self.average.forward(&y - y.mean([1], true));
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = match self.count {
            1 => {
                let mut acc2 = x.add(&x);
                let mut n3 = 0;
                let mut v4 = loop {
                    acc2 = F::conv2d(self.limited(acc2, 1).unwrap(), &self.kernel, None, 1, 0, 1, 1);
                    n3 += 1;
                    if n3 >= 2 {
                        break acc2.relu() * 0.5;
                    }
                };
                self.down.forward(F::relu(v4.clone()))
            }
            n if n > 2 => {
                let mut x = self.join.forward(F::cat([&x, &self.norm2.forward(F::relu(&x))], 1));
                x.conv2d(&self.kernel, None, 1, 0, 1, 1).max_pool2d(2, 2)
            }
            _ => {
                let mut acc5 = x.conv2d(&self.kernel, None, 1, 0, 1, 1);
                for layer in self.convs.iter().rev() {
                    acc5 = self.act_relu.forward(F::add(acc5.clone(), &acc5));
                }
                acc5.max_pool2d(2, 2)
            }
        };
        v1 = self.join.forward(F::cat([&v1, &v1], 1));
        v1 = v1.conv2d(&self.kernel, None, 1, 0, 1, 1);
        v1 = F::relu(self.norm0.forward(self.pair.0.forward(&v1)));
        let n6 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n6 == 24 && x.numel() % 144 == 0);
        let k7 = n6 as f32 / 48.0;
        let mut t8 = self.conv2.forward(x.clone());
        let n9 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n9 == 24 && x.numel() % 144 == 0);
        let k10 = n9 as f32 / 48.0;
        F::pad(&v1, [1, 2, 2, 1], 0.0)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
