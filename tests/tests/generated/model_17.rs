//! A random model: seed 17 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    head: Linear,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    conv1: Conv2d,
    act_relu6: ReLU6,
    kernel: Tensor,
    dropout: Dropout,
    scale: f32,
    conv0: Conv2d,
    count: usize,
    join: Conv2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            head: Linear::new(4, 6),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            conv1: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            act_relu6: ReLU6::new(),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            dropout: Dropout::new(0.5),
            scale: 0.5,
            conv0: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            count: 1,
            join: Conv2d::new(8, 4, 1),
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::relu(&y / 1.5);
        }
        y
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let n6 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n6 == 24 && x.numel() % 144 == 0);
        let k7 = n6 as f32 / 48.0;
        F::relu(&x).permute([0, 1, 3, 2])
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = self.head.forward(self.twice(&self.two_pairs[1].0.forward(&x), 1).mean([2, 3], false));
        let mut acc2 = self.conv1.forward(x.clone());
        let mut n3 = 0;
        let mut v4 = loop {
            let mut all5 = vec![self.step(acc2.clone(), 1.5), self.act_relu6.forward(&acc2 - acc2.mean([1], true))];
            let mut t8 = F::cat(&all5, 1).mean([1], true) + &all5[0];
            acc2 = F::conv2d(F::sub(&t8, &t8), &self.kernel, None, 1, 0, 1, 1);
            n3 += 1;
            if n3 >= 2 {
                break acc2.relu() * 0.5;
            }
        };
        let mut v9 = if t1.argmax_dim(1)[0] % 2 == 0 {
            self.dropout.forward(v4.add_scalar(self.scale))
        } else {
            F::relu(self.conv0.forward(acc2.leaky_relu(0.125)) + &v4)
        };
        let mut v10 = 'done11: {
            if v9.max_value() + v9.mean_value() < 1.0 {
                break 'done11 ({ let inner = (&acc2 * -0.5).reshape([-1, 4, 36]); inner.view([-1, 4, 6, 6]) });
            }
            let mut v12 = match self.count {
                0 | 3 => {
                    let t13 = &v9 + &v4;
                    v9 + &t13
                }
                1..=2 => {
                    let mut v9 = F::pad(x.narrow(-1, 1, 5), [0, 1], 0.0);
                    v9
                }
                _ => {
                    v9 = acc2.relu6();
                    v9
                }
            };
            v12
        };
        let t14 = F::relu(v10);
        t1 += self.head.forward(v4.mean([2, 3], false));
        let mut t15 = self.twice(&x, 1);
        self.join.forward(F::cat([&v4, &t14], 1)) + &acc2 + &v4 + &t14
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
