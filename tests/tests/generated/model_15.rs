//! A random model: seed 15 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    wide144: Linear,
    norm1: BatchNorm2d,
    convs: [Conv2d; 3],
    count: usize,
    plain: bool,
    maybe: Option<Conv2d>,
    fc2: Linear,
    head: Linear,
    average: AvgPool2d,
    act_relu: ReLU,
    kernel: Tensor,
    fc1: Linear,
    pool: MaxPool2d,
    norm0: BatchNorm2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            wide144: Linear::new(144, 6),
            norm1: BatchNorm2d::new(4),
            convs: [Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(1).groups(4)],
            count: 1,
            plain: false,
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            fc2: Linear::new(6, 6),
            head: Linear::new(4, 6),
            average: AvgPool2d::new(3).stride(1).padding(1),
            act_relu: ReLU::new(),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            fc1: Linear::new(6, 6).bias(false),
            pool: MaxPool2d::new(3).stride(1).padding(1),
            norm0: BatchNorm2d::new(4),
        }
    }

    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        let mut acc5 = F::relu(x);
        let mut n6 = 0;
        let mut v7 = loop {
            let mut acc8 = acc5.sub(acc5.clone());
            for i9 in 1..=2 {
                acc8 -= acc5.relu();
                acc8 = self.average.forward(&acc5).relu6();
            }
            acc5 = acc8.permute([0, 1, 3, 2]);
            n6 += 1;
            if n6 >= 2 {
                break acc5.relu() * 0.5;
            }
        };
        let y = self.act_relu.forward(&acc5);
        let _ = self.maybe.as_ref()?;
        Some(y)
    }
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::relu6(0.5 * &y);
        }
        y
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = self.wide144.forward(self.norm1.forward(self.convs[0].forward(&x)).reshape([-1, 144]));
        let n2 = x.size(1) * x.size(3);
        debug_assert_eq!(x.dim(), 4);
        let k3 = n2 as f32 / 48.0;
        if self.count % 2 == 1 && self.plain {
            if let Some(layer) = &self.maybe {
                t1 = t1.relu().relu();
            }
            t1 = self.fc2.forward(t1 * self.head.forward(F::flatten(F::adaptive_avg_pool2d(&x, 1), 1, -1)));
        } else {
            let mut v4 = if self.plain {
                let mut v10 = if let Some(found) = self.attempt(&F::transpose(x.clone(), 2, 3)) { found } else { x.clone() };
                ({ let inner = F::conv2d(v10.clone(), &self.kernel, None, 1, 0, 1, 1); let edge = 0.0; F::avg_pool2d(F::pad(inner, [1, 1, 1, 1], edge), (3, 3), 1) })
            } else {
                x.permute([0, 1, 3, 2]).relu()
            };
            t1 = self.fc1.forward(t1.relu());
        }
        let late11;
        if self.plain {
            late11 = self.pool.forward(&x);
        } else {
            late11 = x.clone();
        }
        t1 *= -0.5;
        let mut late11 = self.norm0.forward(late11.clone());
        late11 = self.twice(&late11, 1);
        t1 = t1.relu();
        self.fc2.forward(&t1)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
