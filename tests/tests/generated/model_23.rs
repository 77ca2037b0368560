//! A random model: seed 23 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    never: Option<Conv2d>,
    down: Conv2d,
    convs: Vec<Conv2d>,
    kernel: Tensor,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            never: None,
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            convs: vec![Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(2).dilation(2)],
            kernel: Tensor::ones(&[4, 4, 1, 1]),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = match &self.never {
            Some(layer) => {
                let mut v2 = 'done3: {
                    if x.max_value() + x.mean_value() < 1.0 {
                        break 'done3 x.clone();
                    }
                    F::add_with(F::relu(layer.forward(&x) + x.relu()), &x, 0.5)
                };
                self.down.forward(&v2 - v2.mean([1], true))
            }
            None => {
                x.max_pool2d(2, 2)
            }
        };
        let mut all4 = Vec::new();
        all4.push(x.clone());
        for layer in self.convs.iter().take(2) {
            all4.push(x.clone());
        }
        let mut t5 = all4[0].clone();
        while let Some(next) = all4.pop() {
            t5 = F::relu(t5 + next);
        }
        let r6 = &t5;
        let mut t7 = x.conv2d(&self.kernel, None, 1, 0, 1, 1);
        t7 += 1.5;
        F::relu(&x)
    }
}

#[quantizable]
struct Net {
    kernel: Tensor,
    scale: f32,
    pairs: Vec<(Conv2d, BatchNorm2d)>,
    head: Linear,
    conv0: Conv2d,
    pair: (Conv2d, BatchNorm2d),
    norm2: BatchNorm2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            scale: 1.25,
            pairs: vec![(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            head: Linear::new(4, 6),
            conv0: Conv2d::new(4, 4, 3).padding(1).groups(4),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            norm2: BatchNorm2d::new(4),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::relu(self.two_pairs[0].1.forward(self.conv0.forward(F::relu(self.norm2.forward(self.pair.0.forward(y.clone()))))));
        }
        y
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let t1 = F::conv2d(&x, &self.kernel, None, 1, 0, 1, 1);
        let mut acc2 = 1.0 - t1;
        for (conv, norm) in &self.pairs {
            acc2 = 0.25 * F::relu(norm.forward(conv.forward(&acc2)));
        }
        let mut v3 = 'done4: {
            if acc2.max_value() + acc2.mean_value() < 1.0 {
                break 'done4 self.head.forward(F::flatten(F::adaptive_avg_pool2d(&x * &acc2, 1), 1, -1));
            }
            self.head.forward(self.twice(&x, 2).mean([2, 3], false))
        };
        v3 = F::add_with(self.head.forward(F::flatten(F::adaptive_avg_pool2d(&acc2, 1), 1, -1)), &v3, 0.5);
        v3 -= 0.25;
        v3 -= 1.5;
        acc2.relu()
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
