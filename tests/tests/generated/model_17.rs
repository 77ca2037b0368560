//! A random model: seed 17 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

fn soften(x: &Tensor) -> Tensor {
    let values = x.as_slice().iter().map(|v| v / (1.0 + v.abs()));
    Tensor::from_vec(values.collect(), x.shape())
}

#[quantizable]
struct Net {
    head: Linear,
    scale: f32,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    conv1: Conv2d,
    act_relu6: ReLU6,
    kernel: Tensor,
    dropout: Dropout,
    conv0: Conv2d,
    average: AvgPool2d,
    count: usize,
    convs: [Conv2d; 3],
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            head: Linear::new(4, 6),
            scale: 0.75,
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            conv1: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            act_relu6: ReLU6::new(),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            dropout: Dropout::new(0.5),
            conv0: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            average: AvgPool2d::new(3).stride(1).padding(1),
            count: 2,
            convs: [Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1).groups(4)],
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
                break 'done11 self.average.forward(&acc2 * -0.5);
            }
            let mut v12 = match self.count {
                0 | 3 => {
                    let mut all13 = Vec::new();
                    all13.push(v9);
                    for layer in self.convs.iter().take(2) {
                        all13.push(acc2.clone());
                    }
                    let t14 = all13.swap_remove(0) - all13.pop().unwrap();
                    v4 + &t14
                }
                1..=2 => {
                    acc2
                }
                _ => {
                    let mut v9 = x.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1);
                    v9
                }
            };
            x.clone() + &v12
        };
        t1 = t1 - self.head.forward(v10.mean([2, 3], false));
        #[quantizable(float)]
        let t15 = soften(&v10);
        let (a16, mut b17) = (v10, t15);
        -&a16 + &a16 + &b17 + t1.mean([1], true).reshape([-1, 1, 1, 1])
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
