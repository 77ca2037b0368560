//! A random model: seed 23 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    dropout: Dropout,
    kernel: Tensor,
    count: usize,
    scale: f32,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    convs: Vec<Conv2d>,
    plain: bool,
    norm1: BatchNorm2d,
    conv0: Conv2d,
    maybe: Option<Conv2d>,
    conv1: Conv2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            dropout: Dropout::new(0.5),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            count: 3,
            scale: 1.25,
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            convs: vec![Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(2).dilation(2)],
            plain: false,
            norm1: BatchNorm2d::new(4),
            conv0: Conv2d::new(4, 4, 3).padding(1),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            conv1: Conv2d::new(4, 4, 1),
        }
    }

    fn pick(&self, x: &Tensor) -> &Conv2d {
        if !self.plain { &self.two_pairs[1].0 } else { &self.convs[1] }
    }
    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        b.relu()
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let t1 = F::adaptive_avg_pool2d(self.dropout.forward(&x), 3);
        let r2 = &x;
        let mut t3 = self.dropout.forward(F::pad(&t1, [1, 2, 2, 1], 0.0).conv2d(&self.kernel, None, 1, 0, 1, 1));
        let late4;
        if self.count > 1 {
            late4 = self.scale * &t3;
        } else {
            late4 = self.norm1.forward(self.pick(&t3).forward(Self::mix(r2.clone(), r2)));
        }
        let t5 = self.two_pairs[0].1.forward(self.two_pairs[1].0.forward(r2 - F::relu(self.conv0.forward(r2) + F::conv2d(late4, &self.kernel, None, 1, 0, 1, 1)).mean([1], true)));
        if self.maybe.is_some() {
            return F::add_with(r2, r2, 0.5) * (t3 - t5).mean([1], true);
        }
        let mut r2 = {
            t5
        };
        F::relu(self.two_pairs[0].1.forward(self.conv1.forward(&r2))) + &t3 + &r2
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
