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
    kernel: Tensor,
    dropout: Dropout,
    fc0: Linear,
    pool: MaxPool2d,
    act_relu: ReLU,
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
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            dropout: Dropout::new(0.5),
            fc0: Linear::new(6, 6),
            pool: MaxPool2d::new(3).stride(1).padding(1),
            act_relu: ReLU::new(),
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
                acc8 = self.convs[i9].forward(&acc8);
                if i9 == 1 {
                    continue;
                }
                acc8 = acc8.relu();
            }
            acc5 = F::transpose(&acc8, 2, 3);
            n6 += 1;
            if n6 >= 2 {
                break acc5.relu() * 0.5;
            }
        };
        let y = acc5.relu();
        let _ = self.maybe.as_ref()?;
        Some(y)
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
                let mut v10 = self.attempt(&x.sub(&x)).unwrap_or(x.clone());
                F::conv2d(self.dropout.forward(v10), &self.kernel, None, 1, 0, 1, 1)
            } else {
                t1 = F::add_with(self.fc0.forward(t1), self.head.forward(x.mean([2, 3], false)), 0.5);
                self.pool.forward(&x).relu()
            };
            v4 = v4 * -0.5;
        }
        t1 = self.fc0.forward(t1.clone());
        let mut t11 = self.act_relu.forward(&x);
        let mut all12 = Vec::new();
        all12.push(t11);
        for layer in self.convs.iter().take(2) {
            all12.push(x.clone());
        }
        let mut t13 = all12[0].clone();
        while let Some(next) = all12.pop() {
            t13 = F::relu(t13 + next);
        }
        let [a14, mut b15] = [x, t13.clone()];
        let mut t16 = &a14 * 0.25;
        F::dropout(t1, 0.1) + t13.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + b15.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + t16.adaptive_avg_pool2d((1, 6)).mean([1, 2], false)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
