//! A random model: seed 14 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    plain: bool,
    conv0: Conv2d,
    down: Conv2d,
    never: Option<Conv2d>,
    conv2: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    conv1: Conv2d,
    norm2: BatchNorm2d,
    convs: Vec<Conv2d>,
    norm0: BatchNorm2d,
    pool: MaxPool2d,
    act_hardsigmoid: Hardsigmoid,
    join: Conv2d,
    kernel: Tensor,
    fancy: bool,
    scale: f32,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            plain: false,
            conv0: Conv2d::new(4, 4, 3).padding(1).groups(4),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            never: None,
            conv2: Conv2d::new(4, 4, 3).padding(1).bias(false),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            conv1: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            norm2: BatchNorm2d::new(4),
            convs: vec![Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(2).dilation(2)],
            norm0: BatchNorm2d::new(4),
            pool: MaxPool2d::new(3).stride(1).padding(1),
            act_hardsigmoid: Hardsigmoid::new(),
            join: Conv2d::new(8, 4, 1),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            fancy: true,
            scale: 0.75,
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::max_pool2d(F::pad(&y, [1, 1, 1, 1], 0.0), 3, 1) - F::add(&y, &y);
        }
        y
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut acc7 = self.conv0.forward(&x).relu();
        let mut n8 = 0;
        let mut v9 = loop {
            let mut acc10 = self.norm2.forward(self.conv1.forward(&acc7));
            for layer in self.convs.iter().rev() {
                acc10 = self.norm0.forward(self.pool.forward(acc10));
            }
            acc7 = self.act_hardsigmoid.forward(self.join.forward(F::cat([&acc10, &acc7], 1)));
            n8 += 1;
            if n8 >= 2 {
                break acc7.relu() * 0.5;
            }
        };
        F::cat(v9.chunk(2, 1), 1) + &v9
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = 'done2: {
            if self.plain {
                break 'done2 F::adaptive_avg_pool2d(self.conv0.forward(&x).relu(), 3);
            }
            self.down.forward(&x - &x)
        };
        if self.never.is_some() {
            return self.twice(&self.conv2.forward(&x), 1);
        }
        let n3 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n3 == 24 && x.numel() % 144 == 0);
        let k4 = n3 as f32 / 48.0;
        let y5 = self.conv0.forward(&x);
        let y5 = self.two_pairs[1].1.forward(y5);
        let mut t6 = y5.relu() + &y5;
        t6 = self.step(F::mul(x.clone(), t6), k4);
        let mut acc11 = F::conv2d(x, &self.kernel, None, 1, 0, 1, 1);
        let mut n12 = 0;
        while n12 < 2 && acc11.mean_value() < 10.0 {
            t6 = self.norm0.forward(&acc11);
            acc11 = F::add_with(acc11, &t6, 0.5).leaky_relu(0.125);
            n12 += 1;
        }
        if self.fancy {
            v1 = F::add_with(&v1, &v1, 0.5);
        }
        -acc11 + F::pad(v1.clone(), [1, 2, 2, 1], 0.0)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
