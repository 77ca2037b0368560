//! A random model: seed 17 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    head: Linear,
    conv0: Conv2d,
    maybe: Option<Conv2d>,
    average: AvgPool2d,
    pool: MaxPool2d,
    never: Option<Conv2d>,
    norm0: BatchNorm2d,
    fancy: bool,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    count: usize,
    kernel: Tensor,
    norm2: BatchNorm2d,
    convs: [Conv2d; 3],
    norm1: BatchNorm2d,
    scale: f32,
    act_relu6: ReLU6,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            head: Linear::new(4, 6),
            conv0: Conv2d::new(4, 4, 3).padding(1).groups(4),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            average: AvgPool2d::new(3).stride(1).padding(1),
            pool: MaxPool2d::new(3).stride(1).padding(1),
            never: None,
            norm0: BatchNorm2d::new(4),
            fancy: true,
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            count: 1,
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            norm2: BatchNorm2d::new(4),
            convs: [Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1)],
            norm1: BatchNorm2d::new(4),
            scale: 0.75,
            act_relu6: ReLU6::new(),
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        (1.0 - b).relu6()
    }
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = self.average.forward(self.pool.forward(y));
        }
        y
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut v5 = match self.count {
            1 => {
                F::squeeze(F::relu(&x).unsqueeze(1), 1)
            }
            n if n > 2 => {
                self.norm2.forward(self.conv0.forward(x.conv2d(&self.kernel, None, 1, 0, 1, 1)))
            }
            _ => {
                let y6 = self.convs[1].forward(({ let inner = x.reshape([-1, 4, 36]); inner.view([inner.size(0), 4, 6, 6]) }));
                let y6 = self.norm1.forward(y6);
                let x = y6.relu6();
                F::max_pool2d(F::pad(F::relu(&x), [1, 1, 1, 1], 0.0), 3, 1)
            }
        };
        x.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let t1 = self.head.forward(Self::mix(self.conv0.forward(&x), &x).mean([2, 3], false));
        let mut v2 = match &self.maybe {
            Some(layer) => {
                F::adaptive_avg_pool2d(self.twice(&x, 2), 3)
            }
            None => {
                x.relu().max_pool2d(2, 2)
            }
        };
        if self.never.is_some() {
            v2 = v2.permute([0, 1, 3, 2]) - self.norm0.forward(&v2).mean([1], true);
        }
        let mut v3 = if !self.fancy {
            self.average.forward(F::relu(self.two_pairs[0].1.forward(self.conv0.forward(&x))))
        } else {
            let mut all4 = Vec::new();
            all4.push(self.step(F::relu(x.clone()), self.scale));
            for layer in self.convs.iter().take(2) {
                all4.push(self.step(self.act_relu6.forward(&x), self.scale));
            }
            let mut t7 = all4[0].clone();
            while let Some(next) = all4.pop() {
                t7 = F::relu(t7 + next);
            }
            t7
        };
        v3 += &x;
        let mut t8 = self.twice(&x, 1);
        let r9 = &t8;
        self.twice(r9, 2)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
