//! A random model: seed 20 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    fancy: bool,
    conv0: Conv2d,
    pair: (Conv2d, BatchNorm2d),
    norm1: BatchNorm2d,
    down: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    convs: [Conv2d; 3],
    norm2: BatchNorm2d,
    kernel: Tensor,
    count: usize,
    wide144: Linear,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            fancy: true,
            conv0: Conv2d::new(4, 4, 3).padding(1),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            norm1: BatchNorm2d::new(4),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            convs: [Conv2d::new(4, 4, 1), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 1)],
            norm2: BatchNorm2d::new(4),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            count: 2,
            wide144: Linear::new(144, 6),
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::squeeze(F::max_pool2d(F::pad(b, [1, 1, 1, 1], 0.0), 3, 1).unsqueeze(1), 1) + b
    }
    fn pick(&self, x: &Tensor) -> &Conv2d {
        if x.argmax_dim(1)[0] % 2 == 0 { &self.pair.0 } else { &self.convs[1] }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        if self.fancy {
            let mut x = F::relu(self.conv0.forward(Self::mix(x.clone(), &x)) + self.norm1.forward(self.pair.0.forward(&x))).relu();
        } else if self.fancy {
            let n1 = x.size(1) * x.size(-1);
            debug_assert_eq!(x.dim(), 4);
            assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
            debug_assert!(n1 == 24 && x.numel() % 144 == 0);
            let k2 = n1 as f32 / 48.0;
            let mut t3 = self.down.forward(F::relu(x.relu6()));
        } else {
            let t4 = F::squeeze(self.two_pairs[0].0.forward(&x).unsqueeze(1), 1) - Self::mix(x.clone(), &x).add(self.two_pairs[0].1.forward(self.conv0.forward(&x)));
        }
        let mut t5 = F::relu(self.pick(&x).forward(F::relu6(self.norm2.forward(&x))) + F::conv2d(&x, &self.kernel, None, 1, 0, 1, 1));
        let mut acc6 = t5.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1);
        let mut n7 = 0;
        while n7 < self.count {
            let t8 = self.wide144.forward(acc6.reshape([-1, 144]));
            acc6 = F::relu(F::max_pool2d(F::pad(&t5, [1, 1, 1, 1], 0.0), 3, 1));
            n7 += 1;
        }
        let t9 = ({ let inner = t5.reshape([-1, 4, 36]); inner.view([-1, 4, 6, 6]) });
        acc6 -= t9;
        t5 = t5.conv2d(&self.kernel, None, 1, 0, 1, 1);
        acc6 = F::relu(self.convs[2].forward(&acc6) + x);
        let n10 = t5.size(1) * t5.size(-1);
        debug_assert_eq!(t5.dim(), 4);
        assert_eq!(t5.dim(), 4, "not an image: {:?}", t5.shape());
        debug_assert!(n10 == 24 && t5.numel() % 144 == 0);
        let k11 = n10 as f32 / 48.0;
        ({ let inner = acc6.reshape([-1, 4, 36]); inner.view([-1, 4, 6, 6]) }) + &t5
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
