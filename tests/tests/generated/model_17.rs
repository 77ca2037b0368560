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
    kernel: Tensor,
    dropout: Dropout,
    convs: [Conv2d; 3],
    norm0: BatchNorm2d,
    fancy: bool,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            head: Linear::new(4, 6),
            scale: 0.75,
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            conv1: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            dropout: Dropout::new(0.5),
            convs: [Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 3).padding(1)],
            norm0: BatchNorm2d::new(4),
            fancy: true,
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = (1.0 - &y).relu6();
        }
        y
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let n6 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n6 == 24 && x.numel() % 144 == 0);
        let k7 = n6 as f32 / 48.0;
        x.relu().permute([0, 1, 3, 2])
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = self.head.forward(self.twice(&self.two_pairs[1].0.forward(&x), 1).mean([2, 3], false));
        let mut acc2 = self.conv1.forward(x.clone());
        let mut n3 = 0;
        let mut v4 = loop {
            let mut all5 = vec![self.step(acc2.clone(), 0.25), F::relu(&acc2).pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1)];
            let mut t8 = all5.swap_remove(0) - all5.pop().unwrap();
            acc2 = F::conv2d(t8, &self.kernel, None, 1, 0, 1, 1).add(self.dropout.forward(x.clone()));
            n3 += 1;
            if n3 >= 2 {
                break acc2.relu() * 0.5;
            }
        };
        let mut t9 = {
            let r10 = &v4;
            F::relu(self.norm0.forward(self.convs[2].forward(F::add_with(&x, r10, 0.5)))) + r10
        };
        #[quantizable(float)]
        let t11 = soften(&t9);
        let mut v12 = 'done13: {
            if !self.fancy {
                break 'done13 acc2;
            }
            let mut acc14 = F::relu(&v4);
            for (i, layer) in self.convs.iter().enumerate() {
                #[quantizable(float)]
                let t15 = soften(&acc14);
                acc14 = F::sub(&t11 + &t11, &x);
                if i == 1 {
                    acc14 = acc14.relu();
                }
            }
            acc14
        };
        let n16 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n16 == 24 && x.numel() % 144 == 0);
        let k17 = n16 as f32 / 48.0;
        let r18 = &v12;
        t11.conv2d(&self.kernel, None, 1, 0, 1, 1) + &v4 + &t9 + &t11 + &v12 + r18 + t1.mean([1], true).reshape([-1, 1, 1, 1])
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
