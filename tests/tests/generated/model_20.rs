//! A random model: seed 20 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    convs: [Conv2d; 3],
    dropout: Dropout,
    conv2: Conv2d,
    act_identity: Identity,
    pair: (Conv2d, BatchNorm2d),
    norm1: BatchNorm2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    kernel: Tensor,
    plain: bool,
    wide144: Linear,
    head: Linear,
    norm2: BatchNorm2d,
    scale: f32,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            convs: [Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1)],
            dropout: Dropout::new(0.5),
            conv2: Conv2d::new(4, 4, 3).padding(1).groups(4),
            act_identity: Identity::new(),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            norm1: BatchNorm2d::new(4),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            plain: false,
            wide144: Linear::new(144, 6),
            head: Linear::new(4, 6),
            norm2: BatchNorm2d::new(4),
            scale: 0.75,
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        b.add(b).relu()
    }
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::relu(self.norm2.forward(self.two_pairs[0].0.forward(y))) + self.norm1.forward(x).mean([1], true);
        }
        y
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = x.clone();
        for (i, layer) in self.convs.iter().enumerate() {
            acc1 = F::mul_scalar(self.dropout.forward(&acc1), 0.5);
            if i == 1 {
                acc1 = acc1.relu();
            }
        }
        if acc1.max_value() + acc1.mean_value() < 1.0 {
            return F::relu(self.convs[1].forward(&acc1) + (&acc1 * x.mean([1], true))).max_pool2d(2, 2);
        }
        let mut acc2 = F::relu(acc1);
        let mut n3 = 0;
        let mut v4 = loop {
            assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
            let n5 = x.size(1) * x.size(-1);
            debug_assert!(n5 == 24 && x.numel() == 288);
            let k6 = n5 as f32 / 48.0;
            acc2 = self.conv2.forward(F::relu(&x));
            n3 += 1;
            if n3 >= 2 {
                break acc2.relu() * 0.5;
            }
        };
        let mut t7 = F::add_with(self.conv2.forward(Self::mix(acc2, &v4)), self.act_identity.forward(self.norm1.forward(self.pair.0.forward(&x))), 0.5);
        t7 = F::mul(t7, &v4).relu();
        let mut acc8 = self.two_pairs[0].0.forward(&t7);
        'outer9: for i in 0..3 {
            for layer in &self.convs {
                if i == 1 {
                    continue 'outer9;
                }
                acc8 = F::conv2d(x.sub(t7.clone()), &self.kernel, None, 1, 0, 1, 1);
                if i == 2 {
                    break 'outer9;
                }
            }
        }
        let mut v10 = if self.plain {
            let t11 = self.wide144.forward(acc8.reshape([-1, 144]));
            self.head.forward(F::relu(acc8).mean([2, 3], false))
        } else {
            self.wide144.forward(F::relu(x).reshape([-1, 144]))
        };
        let t12 = self.twice(&v4, 1).max_pool2d(2, 2);
        assert_eq!(v4.dim(), 4, "not an image: {:?}", v4.shape());
        let n13 = v4.size(1) * v4.size(-1);
        debug_assert!(n13 == 24 && v4.numel() == 288);
        let k14 = n13 as f32 / 48.0;
        let t15: Tensor = self.scale * &t7;
        F::max_pool2d(F::pad(&t12, [1, 1, 1, 1], 0.0), 3, 1)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
