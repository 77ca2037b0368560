//! A random model: seed 1 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    head: Linear,
    pair: (Conv2d, BatchNorm2d),
    never: Option<Conv2d>,
    convs: Vec<Conv2d>,
    conv0: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    norm2: BatchNorm2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            head: Linear::new(4, 6),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            never: None,
            convs: vec![Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2)],
            conv0: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            norm2: BatchNorm2d::new(4),
        }
    }

    fn pick(&self, x: &Tensor) -> &Conv2d {
        self.never.as_ref().unwrap_or(&self.conv0)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let t1 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(self.pair.0.forward(F::relu6(x.clone())).relu(), 1), 1, -1));
        let mut v2 = 'done3: {
            if self.never.is_some() {
                break 'done3 self.head.forward(F::flatten(F::adaptive_avg_pool2d(0.25 * &x, 1), 1, -1));
            }
            let t4 = F::adaptive_avg_pool2d(&x, 3);
            t1
        };
        let t5 = v2 + self.head.forward(x.mean([2, 3], false));
        let mut x = F::relu(self.convs[1].forward(&x) + &x);
        self.norm2.forward(self.pick(&x).forward(&x))
    }
}

#[quantizable]
struct Net {
    count: usize,
    plain: bool,
    join: Conv2d,
    kernel: Tensor,
    conv0: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    conv1: Conv2d,
    never: Option<Conv2d>,
    norm1: BatchNorm2d,
    conv2: Conv2d,
    pair: (Conv2d, BatchNorm2d),
    maybe: Option<Conv2d>,
    wide144: Linear,
    dropout: Dropout,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            count: 1,
            plain: false,
            join: Conv2d::new(8, 4, 1),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            conv0: Conv2d::new(4, 4, 3).padding(1).bias(false),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            conv1: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            never: None,
            norm1: BatchNorm2d::new(4),
            conv2: Conv2d::new(4, 4, 3).padding(1),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            wide144: Linear::new(144, 6),
            dropout: Dropout::new(0.5),
        }
    }

    fn pick(&self, x: &Tensor) -> &Conv2d {
        match &self.never {
            Some(layer) => layer,
            None => &self.conv0,
        }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = if self.count % 2 == 1 && self.plain {
            self.join.forward(F::cat([&x, &x], 1))
        } else {
            let both4 = (F::conv2d(&x, &self.kernel, None, 1, 0, 1, 1) - F::relu(self.two_pairs[1].1.forward(self.conv0.forward(&x))), self.pick(&x).forward(self.norm1.forward(&x)).relu());
            let a2 = F::relu(&both4.0);
            let mut b3 = both4.1;
            self.conv2.forward(1.0 - &x)
        };
        v1 = F::mul(self.pair.0.forward(v1), F::relu(&x));
        if let Some(layer) = &self.maybe {
            if !self.plain {
                return self.wide144.forward(x.reshape([-1, 144]));
            }
            v1 = &v1 - 0.5;
        }
        let x = self.dropout.forward(x.clone());
        let n5 = v1.size(1) * v1.size(3);
        debug_assert_eq!(v1.dim(), 4);
        let k6 = n5 as f32 / 48.0;
        v1 += &x;
        self.wide144.forward(x.reshape([-1, 144]))
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
