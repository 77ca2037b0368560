//! A random model: seed 24 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    maybe: Option<Conv2d>,
    never: Option<Conv2d>,
    dropout: Dropout,
    count: usize,
    fancy: bool,
    act_relu6: ReLU6,
    norm1: BatchNorm2d,
    wide144: Linear,
    convs: Vec<Conv2d>,
    join: Conv2d,
    norm0: BatchNorm2d,
    conv0: Conv2d,
    scale: f32,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            never: None,
            dropout: Dropout::new(0.5),
            count: 3,
            fancy: true,
            act_relu6: ReLU6::new(),
            norm1: BatchNorm2d::new(4),
            wide144: Linear::new(144, 6),
            convs: vec![Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 3).padding(1).groups(4)],
            join: Conv2d::new(8, 4, 1),
            norm0: BatchNorm2d::new(4),
            conv0: Conv2d::new(4, 4, 3).padding(1).bias(false),
            scale: 0.75,
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = ({ let inner = F::squeeze(y.unsqueeze(1), 1); let edge = 0.0; F::avg_pool2d(F::pad(inner, [1, 1, 1, 1], edge), (3, 3), 1) });
        }
        y
    }
    fn forward(&self, x: Tensor) -> Tensor {
        if self.maybe.is_some() {
            let mut v1 = match &self.never {
                Some(layer) => {
                    let t2 = F::adaptive_avg_pool2d(self.dropout.forward(layer.forward(&x)), 3);
                    F::pad(&t2 + -0.5, [1, 2, 2, 1], 0.0)
                }
                None => {
                    let mut t3 = F::relu(x.clone());
                    self.twice(&x.relu6(), 2)
                }
            };
            v1 = F::max_pool2d(F::pad(&v1, [1, 1, 1, 1], 0.0), 3, 1);
        } else if self.count % 2 == 1 && self.fancy {
            let mut t4 = self.act_relu6.forward(self.norm1.forward(x.relu()));
        }
        let t5 = self.wide144.forward(x.reshape([-1, 144]));
        let mut t6 = F::adaptive_avg_pool2d(F::relu(x.relu6()), 3);
        let mut acc7 = &x - x.mean([1], true);
        for i8 in (0..self.count).rev() {
            acc7 = self.norm1.forward(self.convs[i8].forward(acc7.relu()));
        }
        let mut acc9 = F::relu(acc7);
        for i10 in (0..self.count).rev() {
            acc9 = F::relu(self.norm0.forward(self.convs[i10].forward(self.join.forward(F::cat([&acc9, &acc9], 1)))));
        }
        if let Some(layer) = &self.never {
            t6 = F::max_pool2d(F::pad(&t6, [1, 1, 1, 1], 0.0), 3, 1);
        }
        let mut all11 = Vec::new();
        all11.push(acc9);
        for layer in self.convs.iter().take(2) {
            all11.push(x.clone());
        }
        let mut t12 = all11[0].clone();
        while let Some(next) = all11.pop() {
            t12 = F::relu(t12 + next);
        }
        t6 += t12.max_pool2d(2, 2);
        t12 = t12.permute([0, 1, 3, 2]);
        let mut t13 = self.conv0.forward(&t12);
        t13.add_scalar(self.scale)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
