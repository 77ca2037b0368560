//! A random model: seed 12 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    dropout: Dropout,
    norm2: BatchNorm2d,
    kernel: Tensor,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            dropout: Dropout::new(0.5),
            norm2: BatchNorm2d::new(4),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = self.dropout.forward(F::relu(x.clone()).relu());
        t1 -= self.norm2.forward(&x).mul(F::conv2d(x.clone(), &self.kernel, None, 1, 0, 1, 1));
        let mut x = t1.relu();
        let mut all2 = vec![x, t1.clone()];
        let mut t1: Tensor = all2.swap_remove(0) - all2.pop().unwrap();
        t1.relu6()
    }
}

#[quantizable]
struct Net {
    conv2: Conv2d,
    conv0: Conv2d,
    norm1: BatchNorm2d,
    norm0: BatchNorm2d,
    count: usize,
    head: Linear,
    part: Part,
    pair: (Conv2d, BatchNorm2d),
    convs: Vec<Conv2d>,
    norm2: BatchNorm2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            conv2: Conv2d::new(4, 4, 3).padding(1).groups(4),
            conv0: Conv2d::new(4, 4, 3).padding(1).groups(4),
            norm1: BatchNorm2d::new(4),
            norm0: BatchNorm2d::new(4),
            count: 1,
            head: Linear::new(4, 6),
            part: Part::new(),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            convs: vec![Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1)],
            norm2: BatchNorm2d::new(4),
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::relu(F::add(a.clone(), b))
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = 'done2: {
            if x.argmax_dim(1)[0] % 2 == 0 {
                break 'done2 F::add_with(&x, &x, 0.5).relu6();
            }
            self.conv2.forward(F::relu(self.norm1.forward(self.conv0.forward(&x))))
        };
        let y3 = self.conv2.forward(Self::mix(v1, &x));
        let y3 = self.norm0.forward(y3);
        let mut t4 = F::relu(y3 + &x * x.mean([1], true));
        let mut v5 = match self.count {
            1 => {
                let mut t6 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(self.conv0.forward(F::relu(self.conv0.forward(&t4) + F::relu(&t4))).relu(), 1), 1, -1));
                x
            }
            n if n > 2 => {
                t4 = self.part.forward(t4);
                t4
            }
            _ => {
                let mut t7 = F::relu(&t4);
                t7
            }
        };
        v5 = self.pair.0.forward(&v5);
        v5 = self.norm1.forward(self.convs[0].forward(&v5));
        v5 = F::relu(self.norm2.forward(self.conv0.forward(&v5)));
        v5.max_pool2d(2, 2)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
