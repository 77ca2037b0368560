//! A random model: seed 23 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    conv2: Conv2d,
    conv1: Conv2d,
    convs: Vec<Conv2d>,
    plain: bool,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    kernel: Tensor,
    maybe: Option<Conv2d>,
    pair: (Conv2d, BatchNorm2d),
    norm2: BatchNorm2d,
    count: usize,
    fancy: bool,
    scale: f32,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            conv2: Conv2d::new(4, 4, 1),
            conv1: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            convs: vec![Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(2).dilation(2)],
            plain: false,
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            norm2: BatchNorm2d::new(4),
            count: 2,
            fancy: true,
            scale: 1.25,
        }
    }

    fn pick(&self, x: &Tensor) -> &Conv2d {
        if !self.plain { &self.conv1 } else { &self.convs[1] }
    }
    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        let n5 = x.size(1) * x.size(3);
        debug_assert_eq!(x.dim(), 4);
        let k6 = n5 as f32 / 48.0;
        let y = x.sub(x).conv2d(&self.kernel, None, 1, 0, 1, 1);
        let _ = self.maybe.as_ref()?;
        Some(y)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = F::adaptive_avg_pool2d(x.relu(), 3);
        let mut t2 = F::add_with(self.conv2.forward(x.relu6()), &x, 0.5);
        let r3 = &t2;
        t1 = F::max_pool2d(F::pad(F::relu(self.two_pairs[1].1.forward(self.pick(r3).forward(&t1))), [1, 1, 1, 1], 0.0), 3, 1);
        let late4;
        if !self.plain {
            late4 = t2.relu();
        } else {
            late4 = r3.sub(&t2) - 1.5;
        }
        let mut v7 = self.attempt(&F::relu(self.norm2.forward(self.pair.0.forward(&late4)))).unwrap_or(late4.clone());
        if { v7 = F::add(F::max_pool2d(F::pad(v7, [1, 1, 1, 1], 0.0), 3, 1), F::relu(&late4)); self.count % 2 == 1 && self.fancy } {
            return &v7 / 1.5;
        }
        F::relu6(&late4) + &t2 + &late4 + &v7 + F::pad(t1.clone(), [1, 2, 2, 1], 0.0)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
