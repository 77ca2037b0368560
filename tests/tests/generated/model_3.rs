//! A random model: seed 3 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    convs: [Conv2d; 3],
    norm1: BatchNorm2d,
    never: Option<Conv2d>,
    norm2: BatchNorm2d,
    down: Conv2d,
    join: Conv2d,
    head: Linear,
    kernel: Tensor,
    conv2: Conv2d,
    fc0: Linear,
    norm_flat: BatchNorm1d,
    dropout: Dropout,
    count: usize,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            convs: [Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1).groups(4)],
            norm1: BatchNorm2d::new(4),
            never: None,
            norm2: BatchNorm2d::new(4),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            join: Conv2d::new(8, 4, 1),
            head: Linear::new(4, 6),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            conv2: Conv2d::new(4, 4, 3).padding(1),
            fc0: Linear::new(6, 6),
            norm_flat: BatchNorm1d::new(6),
            dropout: Dropout::new(0.5),
            count: 1,
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let n1 = x.size(1) * x.size(3);
        debug_assert_eq!(x.dim(), 4);
        let k2 = n1 as f32 / 48.0;
        let mut acc3 = F::relu(&x);
        for i4 in 1..=2 {
            acc3 = self.norm1.forward(F::relu(&acc3));
        }
        let late5;
        if self.never.is_some() {
            late5 = F::adaptive_avg_pool2d(self.norm2.forward(self.convs[0].forward(acc3)), 3);
        } else {
            late5 = self.down.forward(self.join.forward(F::cat([&acc3, &x], 1)));
        }
        let t6: Tensor = self.head.forward(late5.mean([2, 3], false));
        let mut t7 = {
            let mut t8 = F::squeeze(F::conv2d(&late5, &self.kernel, None, 1, 0, 1, 1).unsqueeze(1), 1);
            (&x - &x) * F::relu(&x)
        };
        let r9 = &t7;
        let mut acc10 = self.conv2.forward(r9).relu();
        let mut n11 = 0;
        let mut v12 = loop {
            acc10 = &acc10 - self.join.forward(F::cat([&acc10, &t7], 1)).mean([1], true);
            n11 += 1;
            if n11 >= 2 {
                break acc10.relu() * 0.5;
            }
        };
        let mut t13 = {
            self.norm_flat.forward(self.fc0.forward(&t6)).relu().relu6()
        };
        let t6 = self.dropout.forward(F::dropout(t13 * &t6, 0.1));
        let mut v14 = match self.count {
            0 | 3 => {
                F::relu(late5) + acc10.max_pool2d(2, 2)
            }
            1..=2 => {
                late5
            }
            _ => {
                (late5.clone() + &late5) * late5.sub(&late5).mean([1], true)
            }
        };
        let t15 = F::relu(self.norm2.forward(self.conv2.forward(v14)));
        self.head.forward(F::flatten(F::adaptive_avg_pool2d(r9, 1), 1, -1))
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
