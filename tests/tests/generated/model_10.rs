//! A random model: seed 10 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

fn soften(x: &Tensor) -> Tensor {
    let values = x.as_slice().iter().map(|v| v / (1.0 + v.abs()));
    Tensor::from_vec(values.collect(), x.shape())
}

#[quantizable]
struct Net {
    conv2: Conv2d,
    norm0: BatchNorm2d,
    convs: [Conv2d; 3],
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    count: usize,
    plain: bool,
    wide144: Linear,
    kernel: Tensor,
    maybe: Option<Conv2d>,
    pair: (Conv2d, BatchNorm2d),
    join: Conv2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            conv2: Conv2d::new(4, 4, 3).padding(1),
            norm0: BatchNorm2d::new(4),
            convs: [Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(2).dilation(2)],
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            count: 2,
            plain: false,
            wide144: Linear::new(144, 6),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            join: Conv2d::new(8, 4, 1),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let late3;
        if self.count % 2 == 1 && self.plain {
            late3 = self.wide144.forward(F::relu6(&x).reshape([-1, 144]));
        } else {
            late3 = self.wide144.forward(x.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1).reshape([-1, 144]));
        }
        F::relu(F::relu(self.conv2.forward(&x) + (&x * &x)))
    }
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = self.pair.0.forward(y).relu().pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1);
        }
        y
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = F::relu(self.norm0.forward(self.conv2.forward(&x)));
        'outer2: for i in 0..3 {
            for layer in &self.convs {
                if i == 1 {
                    continue 'outer2;
                }
                acc1 = F::relu(self.two_pairs[0].1.forward(layer.forward(&acc1 + &acc1)));
                if i == 2 {
                    break 'outer2;
                }
            }
        }
        let mut t4 = self.step(acc1, 0.5).max_pool2d(2, 2);
        t4 = F::relu(t4) - 0.5;
        let mut acc5 = x.clone();
        for (i, layer) in self.convs.iter().enumerate() {
            acc5 = F::conv2d(x.reshape([-1, 4, 36]).view([2, 4, 6, 6]), &self.kernel, None, 1, 0, 1, 1);
            if i == 1 {
                acc5 = acc5.relu();
            }
        }
        t4 += -0.5;
        let mut x = {
            #[quantizable(float)]
            let t6 = soften(&acc5);
            F::relu(x).sub(self.conv2.forward(t6).relu())
        };
        let Some(layer7) = &self.maybe else { return self.twice(&x, 1) };
        acc5 -= F::sub(&x, &x) - x.mean([1], true);
        let mut acc8 = F::relu(&x);
        for i9 in 1..=2 {
            acc8 = F::relu(0.75 * &x);
        }
        self.join.forward(F::cat([&acc8, &acc8], 1)) - acc8.clone()
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
