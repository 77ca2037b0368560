//! A random model: seed 3 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    count: usize,
    head: Linear,
    kernel: Tensor,
    norm2: BatchNorm2d,
    conv0: Conv2d,
    norm0: BatchNorm2d,
    dropout: Dropout,
    act_identity: Identity,
    join: Conv2d,
    conv2: Conv2d,
    convs: [Conv2d; 3],
    down: Conv2d,
    pairs: Vec<(Conv2d, BatchNorm2d)>,
    scale: f32,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            count: 2,
            head: Linear::new(4, 6),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            norm2: BatchNorm2d::new(4),
            conv0: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            norm0: BatchNorm2d::new(4),
            dropout: Dropout::new(0.5),
            act_identity: Identity::new(),
            join: Conv2d::new(8, 4, 1),
            conv2: Conv2d::new(4, 4, 3).padding(1).groups(4),
            convs: [Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1)],
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            pairs: vec![(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            scale: 1.25,
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let t4 = F::add_with(x.conv2d(&self.kernel, None, 1, 0, 1, 1), F::relu(F::relu(self.norm0.forward(self.conv0.forward(&x)))), 0.5);
        self.dropout.forward(self.act_identity.forward(x))
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let n1 = x.size(1) * x.size(3);
        debug_assert_eq!(x.dim(), 4);
        let k2 = n1 as f32 / 48.0;
        if self.count > 1 {
            let t3 = self.head.forward(F::conv2d(F::add(&x, &x), &self.kernel, None, 1, 0, 1, 1).mean([2, 3], false));
        } else {
            let mut x = &x - self.norm2.forward(&x).relu();
        }
        let t5: Tensor = self.step(1.0 - self.join.forward(F::cat([&x, &x], 1)), k2);
        let mut v6 = match self.count {
            0 | 3 => {
                let mut acc7 = self.conv2.forward(t5).relu();
                for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
                    acc7 = self.join.forward(F::cat([&acc7, &(&x + &x)], 1));
                }
                F::adaptive_avg_pool2d(F::relu(&x), 3)
            }
            1..=2 => {
                self.down.forward(self.join.forward(F::cat([&t5, &t5], 1)))
            }
            _ => {
                x.conv2d(&self.kernel, None, 1, 0, 1, 1).max_pool2d(2, 2)
            }
        };
        let mut acc8 = F::add_with(x.clone(), &x, 0.5);
        for (conv, norm) in &self.pairs {
            acc8 = norm.forward(conv.forward(self.dropout.forward(acc8)));
        }
        let mut acc9 = acc8;
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            let mut acc10 = F::relu(&acc9);
            'outer11: for i in 0..3 {
                for layer in &self.convs {
                    if i == 1 {
                        continue 'outer11;
                    }
                    acc10 = F::relu(self.norm2.forward(self.conv2.forward(&acc10)));
                    if i == 2 {
                        break 'outer11;
                    }
                }
            }
            acc9 = F::pad(F::mul_scalar(&v6, 0.75), [1, 2, 2, 1], 0.0);
        }
        let mut v12 = match self.count {
            1 => {
                x
            }
            n if n > 2 => {
                acc9.relu()
            }
            _ => {
                x
            }
        };
        let mut t13 = F::relu(&acc9);
        let n14 = acc9.size(1) * acc9.size(3);
        debug_assert_eq!(acc9.dim(), 4);
        let k15 = n14 as f32 / 48.0;
        let [a16, mut b17] = [t13, v12];
        b17 = self.step(b17, self.scale);
        self.head.forward(F::flatten(F::adaptive_avg_pool2d(acc9, 1), 1, -1))
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
