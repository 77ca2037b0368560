//! A random model: seed 11 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    never: Option<Conv2d>,
    scale: f32,
    join: Conv2d,
    conv2: Conv2d,
    norm2: BatchNorm2d,
    wide144: Linear,
    down: Conv2d,
    conv0: Conv2d,
    head: Linear,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    kernel: Tensor,
    convs: Vec<Conv2d>,
    pair: (Conv2d, BatchNorm2d),
    norm0: BatchNorm2d,
    act_relu6: ReLU6,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            never: None,
            scale: 0.5,
            join: Conv2d::new(8, 4, 1),
            conv2: Conv2d::new(4, 4, 3).padding(1).bias(false),
            norm2: BatchNorm2d::new(4),
            wide144: Linear::new(144, 6),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            conv0: Conv2d::new(4, 4, 1),
            head: Linear::new(4, 6),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            convs: vec![Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1).bias(false)],
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            norm0: BatchNorm2d::new(4),
            act_relu6: ReLU6::new(),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let x: Tensor = F::relu(self.join.forward(F::cat([&x, &(self.scale * &x)], 1)));
        self.norm2.forward(self.conv2.forward(x.clone() - &x))
    }
    fn forward(&self, x: Tensor) -> Tensor {
        if self.never.is_some() {
            let mut t1 = F::relu(x.relu()).add_scalar(0.25);
            t1 = x.permute([0, 1, 3, 2]);
        } else if x.argmax() % 2 == 1 {
            let mut t2: Tensor = self.step(1.0 - &x, -0.5).max_pool2d(2, 2);
        }
        let mut v3 = if x.mean_value() > 0.1 {
            let mut v4 = match &self.never {
                Some(layer) => {
                    F::adaptive_avg_pool2d(F::relu(x.clone()), 3)
                }
                None => {
                    if x.max_value() + x.mean_value() < 1.0 {
                        return self.wide144.forward(x.relu6().reshape([-1, 144]));
                    }
                    self.down.forward(self.conv0.forward(&x))
                }
            };
            self.head.forward((&v4 * v4.clone()).mean([2, 3], false))
        } else {
            let both7 = (self.norm2.forward(self.conv2.forward(F::relu(self.norm2.forward(self.conv0.forward(&x))))), self.two_pairs[1].0.forward(&x).relu() * F::conv2d(&x, &self.kernel, None, 1, 0, 1, 1));
            let a5 = F::relu(&both7.0);
            let mut b6 = both7.1;
            self.head.forward(b6.add(&b6).mean([2, 3], false))
        };
        let mut acc8 = F::relu(self.two_pairs[0].1.forward(self.two_pairs[1].0.forward(&x)));
        for layer in self.convs.iter().rev() {
            let late9;
            if acc8.argmax() % 2 == 1 {
                late9 = acc8.clone();
            } else {
                late9 = acc8.clone();
            }
            acc8 = F::relu(layer.forward(&x) + &late9);
        }
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        let n10 = x.size(1) * x.size(-1);
        debug_assert!(n10 == 24 && x.numel() == 288);
        let k11 = n10 as f32 / 48.0;
        let mut all12 = Vec::new();
        all12.push(acc8);
        for layer in self.convs.iter().take(2) {
            all12.push(x.clone());
        }
        let mut x = all12.swap_remove(0) - all12.pop().unwrap();
        let mut t13 = &v3 * &v3;
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        let n14 = x.size(1) * x.size(-1);
        debug_assert!(n14 == 24 && x.numel() == 288);
        let k15 = n14 as f32 / 48.0;
        let t16 = &t13 - &t13;
        let t17 = F::adaptive_avg_pool2d(&x, 3);
        let y18 = self.pair.0.forward(&x);
        let y18 = self.norm0.forward(y18);
        let t19 = y18.relu() + &y18;
        self.act_relu6.forward(t13)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
