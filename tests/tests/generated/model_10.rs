//! A random model: seed 10 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    conv1: Conv2d,
    pair: (Conv2d, BatchNorm2d),
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    dropout: Dropout,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            conv1: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            dropout: Dropout::new(0.5),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        if x.mean_value() > 0.1 {
            return self.conv1.forward(&x).relu();
        }
        let mut t1 = F::adaptive_avg_pool2d(F::transpose(&x, 2, 3).pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1), 3);
        let mut acc2 = x.add_scalar(0.75);
        let mut n3 = 0;
        while n3 < 2 && acc2.mean_value() < 10.0 {
            acc2 = F::relu6(acc2) + F::transpose(&x, 2, 3);
            n3 += 1;
        }
        let mut t4 = F::relu(self.pair.0.forward(F::max_pool2d(F::pad(x * &acc2, [1, 1, 1, 1], 0.0), 3, 1)) + &acc2);
        std::mem::swap(&mut acc2, &mut t4);
        let t5 = self.two_pairs[1].0.forward(self.dropout.forward(&t4).permute([0, 1, 3, 2]));
        let n6 = acc2.size(1) * acc2.size(-1);
        debug_assert_eq!(acc2.dim(), 4);
        assert_eq!(acc2.dim(), 4, "not an image: {:?}", acc2.shape());
        debug_assert!(n6 == 24 && acc2.numel() % 144 == 0);
        let k7 = n6 as f32 / 48.0;
        F::mul(F::mul_scalar(t4, -0.5), &acc2) + &acc2 + &t5
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
