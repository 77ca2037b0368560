//! A random model: seed 20 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    fancy: bool,
    conv0: Conv2d,
    pair: (Conv2d, BatchNorm2d),
    norm1: BatchNorm2d,
    down: Conv2d,
    act_relu6: ReLU6,
    conv1: Conv2d,
    maybe: Option<Conv2d>,
    count: usize,
    plain: bool,
    wide144: Linear,
    convs: Vec<Conv2d>,
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
            act_relu6: ReLU6::new(),
            conv1: Conv2d::new(4, 4, 3).padding(1).bias(false),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            count: 1,
            plain: false,
            wide144: Linear::new(144, 6),
            convs: vec![Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 1)],
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::squeeze(F::max_pool2d(F::pad(b, [1, 1, 1, 1], 0.0), 3, 1).unsqueeze(1), 1) + b
    }
    fn both(&self, x: &Tensor) -> (Tensor, Tensor) {
        let mut acc9 = x.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1);
        let mut n10 = 0;
        while n10 < self.count {
            let t11 = self.wide144.forward(acc9.reshape([-1, 144]));
            acc9 = F::relu(F::max_pool2d(F::pad(&acc9, [1, 1, 1, 1], 0.0), 3, 1));
            n10 += 1;
        }
        let a = self.conv1.forward(({ let inner = &acc9; let edge = inner.max_value() * 0.5; F::avg_pool2d(F::pad(inner, [1, 1, 1, 1], edge), (3, 3), 1) }));
        (a, acc9)
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
            let mut t3 = self.down.forward(self.act_relu6.forward(self.conv1.forward(&x).relu()));
        } else {
            let mut t4 = F::relu(Self::mix(x.clone(), &x)).max_pool2d(2, 2);
        }
        if let Some(layer) = self.maybe.as_ref() {
            let t5 = layer.forward(self.norm1.forward(layer.forward(x.clone())));
        }
        if self.count > 1 {
            if !self.plain {
                return F::mul(F::relu6(&x), &x);
            }
            let t6 = ({ let inner = &x; let edge = inner.max_value() * 0.5; F::avg_pool2d(F::pad(inner, [1, 1, 1, 1], edge), (3, 3), 1) });
        }
        let (a7, mut b8) = self.both(&(&x * &x));
        let mut acc12 = F::relu(x);
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            acc12 = &a7 + acc12.clone();
        }
        let t13 = self.wide144.forward(acc12.reshape([-1, 144]));
        b8 = acc12.relu();
        let t14 = t13.relu();
        F::relu(&b8) + &b8 + &acc12
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
