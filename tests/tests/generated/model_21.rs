//! A random model: seed 21 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    count: usize,
    scale: f32,
    pair: (Conv2d, BatchNorm2d),
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    head: Linear,
    norm1: BatchNorm2d,
    kernel: Tensor,
    wide36: Linear,
    fancy: bool,
    wide144: Linear,
    convs: Vec<Conv2d>,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            count: 3,
            scale: 0.5,
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            head: Linear::new(4, 6),
            norm1: BatchNorm2d::new(4),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            wide36: Linear::new(36, 6),
            fancy: true,
            wide144: Linear::new(144, 6),
            convs: vec![Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 1)],
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        b.relu().permute([0, 1, 3, 2])
    }
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = y.sub(y.conv2d(&self.kernel, None, 1, 0, 1, 1));
        }
        y
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = {
            let mut acc2 = x.clone();
            let mut n3 = 0;
            while n3 < self.count {
                acc2 = self.scale * Self::mix(acc2, &x);
                n3 += 1;
            }
            F::relu(self.two_pairs[1].1.forward(self.pair.0.forward(&acc2))).max_pool2d(2, 2)
        };
        let mut acc4 = &x + 0.75;
        let mut n5 = 0;
        let mut v6 = loop {
            let mut t7 = self.head.forward(acc4.mean([2, 3], false));
            acc4 = self.norm1.forward(self.twice(&x, 2));
            n5 += 1;
            if n5 >= 2 {
                break acc4.relu() * 0.5;
            }
        };
        let r8 = &v6;
        let mut t9 = self.wide36.forward(F::relu(t1.relu6()).reshape([-1, 36]));
        let mut v10 = 'done11: {
            if !self.fancy {
                break 'done11 self.wide144.forward((1.5 * r8).reshape([-1, 144]));
            }
            t9
        };
        let mut all12 = Vec::new();
        all12.push(v6.clone());
        for layer in self.convs.iter().take(2) {
            all12.push(r8.clone());
        }
        let t13 = F::cat(&all12, 1).mean([1], true) + &all12[0];
        let mut t14 = v10.relu();
        t13 + r8.mean([1], true)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
