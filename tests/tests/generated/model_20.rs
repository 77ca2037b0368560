//! A random model: seed 20 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    fancy: bool,
    conv0: Conv2d,
    pair: (Conv2d, BatchNorm2d),
    norm1: BatchNorm2d,
    down: Conv2d,
    average: AvgPool2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    convs: [Conv2d; 3],
    norm2: BatchNorm2d,
    kernel: Tensor,
    count: usize,
    norm0: BatchNorm2d,
    never: Option<Conv2d>,
    maybe: Option<Conv2d>,
    head: Linear,
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
            average: AvgPool2d::new(3).stride(1).padding(1),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            convs: [Conv2d::new(4, 4, 1), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 1)],
            norm2: BatchNorm2d::new(4),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            count: 1,
            norm0: BatchNorm2d::new(4),
            never: None,
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            head: Linear::new(4, 6),
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::transpose(F::transpose(b, 2, 3), 2, 3) + b
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
            let t4 = self.average.forward(self.two_pairs[0].0.forward(&x)) - Self::mix(x.clone(), &x).add(self.two_pairs[0].1.forward(self.conv0.forward(&x)));
        }
        let mut t5 = F::relu(self.pick(&x).forward(F::relu6(self.norm2.forward(&x))) + F::conv2d(&x, &self.kernel, None, 1, 0, 1, 1));
        let mut acc6 = F::transpose(t5.clone(), 2, 3);
        let mut n7 = 0;
        while n7 < self.count {
            acc6 = self.norm0.forward(F::sub(t5.clone(), &t5));
            n7 += 1;
        }
        if let Some(layer) = self.maybe.as_ref() {
            let mut t8 = self.head.forward(acc6.mean([2, 3], false));
            t5 = F::relu(acc6);
        }
        t5 = x.conv2d(&self.kernel, None, 1, 0, 1, 1);
        t5 = F::relu(self.convs[2].forward(&t5) + x);
        let n9 = t5.size(1) * t5.size(-1);
        debug_assert_eq!(t5.dim(), 4);
        assert_eq!(t5.dim(), 4, "not an image: {:?}", t5.shape());
        debug_assert!(n9 == 24 && t5.numel() % 144 == 0);
        let k10 = n9 as f32 / 48.0;
        t5 -= Tensor::full(&[2, 4, 6, 6], 1.5);
        F::relu(t5.clone()) + &t5
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
