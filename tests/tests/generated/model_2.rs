//! A random model: seed 2 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    count: usize,
    plain: bool,
    head: Linear,
    convs: Vec<Conv2d>,
    norm2: BatchNorm2d,
    kernel: Tensor,
    never: Option<Conv2d>,
    maybe: Option<Conv2d>,
    wide144: Linear,
    conv2: Conv2d,
    norm0: BatchNorm2d,
    fc1: Linear,
    fc2: Linear,
    dropout: Dropout,
    norm_flat: BatchNorm1d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            count: 1,
            plain: false,
            head: Linear::new(4, 6),
            convs: vec![Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 3).padding(1)],
            norm2: BatchNorm2d::new(4),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            never: None,
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            wide144: Linear::new(144, 6),
            conv2: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            norm0: BatchNorm2d::new(4),
            fc1: Linear::new(6, 6).bias(false),
            fc2: Linear::new(6, 6).bias(false),
            dropout: Dropout::new(0.5),
            norm_flat: BatchNorm1d::new(6),
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::relu(&y);
        }
        y
    }
    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::transpose(b, 2, 3) + (b - b)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        if self.count % 2 == 1 && self.plain {
            let mut t1 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(&x, 1), 1, -1));
        } else if x.mean_value() > 0.1 {
            let mut acc2 = F::relu(&x);
            for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
                acc2 = F::relu(x.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1));
            }
            acc2 = F::relu(&x - -0.5);
        }
        if x.argmax() % 2 == 1 {
            let mut acc3 = self.norm2.forward(&x);
            for layer in self.convs.iter().rev() {
                acc3 = F::relu(&x).pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1);
            }
            acc3 = x.conv2d(&self.kernel, None, 1, 0, 1, 1).permute([0, 1, 3, 2]);
        }
        if let Some(layer) = self.maybe.as_ref() {
            let mut t4 = layer.forward(&x).relu();
        }
        let mut t5 = self.wide144.forward(self.twice(&F::relu6(&x), 2).reshape([-1, 144]));
        let mut t6 = Self::mix(F::relu(self.norm0.forward(self.conv2.forward(&x))).relu6(), &x);
        let mut all7 = Vec::new();
        all7.push(t6.conv2d(&self.kernel, None, 1, 0, 1, 1).relu());
        for layer in self.convs.iter().take(2) {
            all7.push(F::relu6(F::squeeze(t6.unsqueeze(1), 1)));
        }
        let mut t8 = all7[0].clone();
        while let Some(next) = all7.pop() {
            t8 = F::relu(t8 + next);
        }
        let t9 = self.fc1.forward(self.norm_flat.forward(self.fc2.forward(self.dropout.forward(t5.clone()))).relu());
        t6 = F::relu(t8 - &t6);
        let mut all10 = vec![t6, x.clone()];
        let mut t11 = all10[0].clone();
        while let Some(next) = all10.pop() {
            t11 = F::relu(t11 + next);
        }
        t11 = &t11 * x.mean([1], true);
        let n12 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n12 == 24 && x.numel() % 144 == 0);
        let k13 = n12 as f32 / 48.0;
        F::add(&t11, &t11) + &t11
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
