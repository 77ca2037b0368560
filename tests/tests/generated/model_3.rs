//! A random model: seed 3 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    convs: [Conv2d; 3],
    pair: (Conv2d, BatchNorm2d),
    norm0: BatchNorm2d,
    act_relu6: ReLU6,
    count: usize,
    conv2: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    act_identity: Identity,
    conv1: Conv2d,
    norm1: BatchNorm2d,
    join: Conv2d,
    plain: bool,
    conv0: Conv2d,
    average: AvgPool2d,
    never: Option<Conv2d>,
    down: Conv2d,
    wide144: Linear,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            convs: [Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1)],
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            norm0: BatchNorm2d::new(4),
            act_relu6: ReLU6::new(),
            count: 1,
            conv2: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            act_identity: Identity::new(),
            conv1: Conv2d::new(4, 4, 1),
            norm1: BatchNorm2d::new(4),
            join: Conv2d::new(8, 4, 1),
            plain: false,
            conv0: Conv2d::new(4, 4, 3).padding(1).bias(false),
            average: AvgPool2d::new(3).stride(1).padding(1),
            never: None,
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            wide144: Linear::new(144, 6),
        }
    }

    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        let mut t15 = F::relu(self.norm0.forward(self.conv0.forward(self.average.forward(x))));
        let y = F::cat((&t15 - t15.mean([1], true)).chunk(2, 1), 1);
        let _ = self.never.as_ref()?;
        Some(y)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let n1 = x.size(1) * x.size(3);
        debug_assert_eq!(x.dim(), 4);
        let k2 = n1 as f32 / 48.0;
        let mut acc3 = x.relu();
        for i4 in 0..self.convs.len() {
            let mut t5 = F::squeeze(F::relu(self.norm0.forward(self.pair.0.forward(&acc3))).relu6().unsqueeze(1), 1);
            acc3 = F::add_with(F::relu(self.convs[i4].forward(acc3) + F::max_pool2d(F::pad(&t5, [1, 1, 1, 1], 0.0), 3, 1)), self.act_relu6.forward(t5.clone()), 0.5);
            acc3 = self.convs[i4].forward(&acc3);
            if i4 == 1 {
                continue;
            }
            acc3 = acc3.relu();
        }
        let mut v6 = if self.count > 1 {
            F::relu(F::relu(self.two_pairs[0].1.forward(self.conv2.forward(&acc3))))
        } else {
            let n7 = x.size(1) * x.size(3);
            debug_assert_eq!(x.dim(), 4);
            let k8 = n7 as f32 / 48.0;
            acc3
        };
        let t9 = v6 + F::squeeze(F::transpose(&x, 2, 3).unsqueeze(1), 1).mean([1], true);
        let mut x = self.act_identity.forward(&t9);
        let mut all10 = vec![F::add_with(x, &t9, 0.5), self.norm1.forward(self.conv1.forward(F::relu6(&t9)))];
        let mut t11 = F::cat(&all10, 1).mean([1], true) + &all10[0];
        let mut t9 = self.join.forward(F::cat([&t11, &({ let inner = t11.reshape([-1, 4, 36]); inner.view([-1, 4, 6, 6]) })], 1));
        let mut v12 = if self.count > 1 {
            let mut t13 = t9.relu();
            F::relu(t9).add_scalar(0.5) + &t13
        } else {
            F::relu6(t9.relu6())
        };
        let mut v14 = if { v12 = F::add(F::relu(v12), &t11 * 0.25); self.plain } {
            let mut v16 = match self.attempt(&(&v12 * &v12)) {
                Some(found) => found,
                None => v12.clone(),
            };
            F::adaptive_avg_pool2d(v16, 3)
        } else {
            let mut t11 = self.norm1.forward(v12);
            self.down.forward(&t11) + t11.max_pool2d(2, 2)
        };
        t11 = self.convs[1].forward(&t11);
        let t17 = F::relu(&t11);
        self.wide144.forward(t11.reshape([-1, 144]))
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
