//! A random model: seed 14 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    convs: Vec<Conv2d>,
    norm2: BatchNorm2d,
    head: Linear,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    join: Conv2d,
    scale: f32,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            convs: vec![Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 1)],
            norm2: BatchNorm2d::new(4),
            head: Linear::new(4, 6),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            join: Conv2d::new(8, 4, 1),
            scale: 1.25,
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let x = F::relu(F::relu(self.norm2.forward(self.convs[0].forward(&x))).relu6());
        let mut acc1 = F::max_pool2d(F::pad(x.clone(), [1, 1, 1, 1], 0.0), 3, 1);
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            acc1 = (acc1 - &x).relu();
        }
        let mut v2 = 'done3: {
            if x.argmax_dim(1)[0] % 2 == 0 {
                break 'done3 self.head.forward((x.clone() - 0.5).mean([2, 3], false));
            }
            let mut acc4 = ({ let inner = acc1; let edge = inner.max_value() * 0.5; F::avg_pool2d(F::pad(inner, [1, 1, 1, 1], edge), (3, 3), 1) });
            for layer in self.convs.iter().rev() {
                let mut acc5 = F::relu(layer.forward(acc4.clone()) + (&acc4 - 0.5));
                for i6 in 0..self.convs.len() {
                    acc5 = layer.forward(self.two_pairs[1].1.forward(self.convs[i6].forward(&acc5))).relu();
                }
                acc4 = F::relu(layer.forward(acc5) + &acc4);
            }
            self.head.forward(acc4.mean([2, 3], false))
        };
        let mut t7 = v2.relu();
        let mut t8: Tensor = self.join.forward(F::cat([&x, &x], 1));
        t7 = t7.reshape([2, 3, 2]).flatten(1, 2);
        let mut all9 = Vec::new();
        all9.push(x);
        for layer in self.convs.iter().take(2) {
            all9.push(t8.clone());
        }
        let mut t10 = all9[0].clone();
        while let Some(next) = all9.pop() {
            t10 = F::relu(t10 + next);
        }
        t10 - self.scale
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
