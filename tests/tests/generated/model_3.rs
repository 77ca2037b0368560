//! A random model: seed 3 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    convs: [Conv2d; 3],
    norm1: BatchNorm2d,
    down: Conv2d,
    average: AvgPool2d,
    pair: (Conv2d, BatchNorm2d),
    conv0: Conv2d,
    never: Option<Conv2d>,
    head: Linear,
    fc0: Linear,
    conv2: Conv2d,
    norm0: BatchNorm2d,
    kernel: Tensor,
    join: Conv2d,
    count: usize,
    maybe: Option<Conv2d>,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            convs: [Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1).groups(4)],
            norm1: BatchNorm2d::new(4),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            average: AvgPool2d::new(3).stride(1).padding(1),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            conv0: Conv2d::new(4, 4, 3).padding(1).groups(4),
            never: None,
            head: Linear::new(4, 6),
            fc0: Linear::new(6, 6).bias(false),
            conv2: Conv2d::new(4, 4, 3).padding(1).bias(false),
            norm0: BatchNorm2d::new(4),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            join: Conv2d::new(8, 4, 1),
            count: 2,
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
        }
    }

    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        let t5 = self.down.forward(F::mul_scalar(self.average.forward(x), 1.5));
        let y = self.pair.0.forward(self.conv0.forward(x).relu());
        let _ = self.never.as_ref()?;
        Some(y)
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let y9 = self.conv2.forward(F::conv2d(x.clone(), &self.kernel, None, 1, 0, 1, 1));
        let y9 = self.norm0.forward(y9);
        let t10 = y9.relu6();
        ({ let inner = self.join.forward(F::cat([&t10, &t10], 1)); let edge = 0.0; F::avg_pool2d(F::pad(inner, [1, 1, 1, 1], edge), (3, 3), 1) })
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let n1 = x.size(1) * x.size(3);
        debug_assert_eq!(x.dim(), 4);
        let k2 = n1 as f32 / 48.0;
        let mut acc3 = F::relu(&x);
        for i4 in 1..=2 {
            acc3 = self.norm1.forward(F::relu(&acc3));
            acc3 = self.convs[i4].forward(&acc3);
            if i4 == 1 {
                break;
            }
            acc3 = acc3.relu();
        }
        acc3 = F::relu(&x);
        let mut v6 = self.attempt(&F::relu(&acc3)).unwrap_or(x.clone());
        let mut t7 = self.head.forward(acc3.mean([2, 3], false));
        let r8 = &v6;
        if let Some(layer) = &self.never {
            t7 = (t7.clone() - &t7) - t7.relu();
        }
        t7 = self.fc0.forward(&t7) * &t7;
        let y11 = self.convs[0].forward(self.step(r8.clone(), k2));
        let y11 = self.norm1.forward(y11);
        let mut t12 = F::relu(y11);
        let mut v13 = if self.count > 1 {
            let mut v6 = F::relu(r8);
            (t12.clone() - acc3) * v6.sub(&v6).mean([1], true) + &v6
        } else {
            let t14: Tensor = 1.5 * x;
            self.norm1.forward(t14)
        };
        if let Some(layer) = &self.maybe {
            v13 = t12.relu6() + (&t12 - &v13).mean([1], true);
        }
        (&t7 - &t7).relu() + v6.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + t12.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + &t7
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
