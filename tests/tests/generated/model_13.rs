//! A random model: seed 13 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

fn soften(x: &Tensor) -> Tensor {
    let values = x.as_slice().iter().map(|v| v / (1.0 + v.abs()));
    Tensor::from_vec(values.collect(), x.shape())
}

#[quantizable]
struct Net {
    maybe: Option<Conv2d>,
    plain: bool,
    convs: Vec<Conv2d>,
    count: usize,
    wide144: Linear,
    join: Conv2d,
    conv0: Conv2d,
    conv2: Conv2d,
    kernel: Tensor,
    norm0: BatchNorm2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            plain: false,
            convs: vec![Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 1)],
            count: 1,
            wide144: Linear::new(144, 6),
            join: Conv2d::new(8, 4, 1),
            conv0: Conv2d::new(4, 4, 3).padding(1),
            conv2: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            norm0: BatchNorm2d::new(4),
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        (b - a).pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        if let Some(layer) = self.maybe.as_ref() {
            if !self.plain {
                return x.add_scalar(1.5) + F::relu(layer.forward(&x) + &x).mean([1], true);
            }
            let mut t1 = F::relu(&x + &x).max_pool2d(2, 2);
        }
        let r2 = &x;
        let mut acc3 = r2.clone();
        for layer in self.convs.iter().rev() {
            acc3 = layer.forward(layer.forward(r2)).relu();
        }
        let mut t4 = F::relu(Self::mix(r2 + x.mean([1], true), &acc3));
        acc3 += 0.25;
        let late5;
        if self.count > 1 {
            late5 = self.wide144.forward(F::mul(&t4, &t4).reshape([-1, 144]));
        } else {
            late5 = self.wide144.forward((&t4 + &t4).reshape([-1, 144]));
        }
        #[quantizable(float)]
        let t6 = soften(&t4);
        let mut all7 = Vec::new();
        all7.push(F::relu(&t4));
        for layer in self.convs.iter().take(2) {
            all7.push(self.join.forward(F::cat([&t4, &layer.forward(&t4).relu()], 1)));
        }
        let mut t6 = F::cat(&all7, 1).mean([1], true) + &all7[0];
        acc3 = F::relu(self.conv0.forward(self.join.forward(F::cat([&t6, &t6], 1))) + (&t6 - r2.mean([1], true)));
        t4 = F::add_with(self.conv2.forward(&t6), F::conv2d(r2, &self.kernel, None, 1, 0, 1, 1), 0.5);
        self.norm0.forward(self.convs[2].forward(&acc3).relu())
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
