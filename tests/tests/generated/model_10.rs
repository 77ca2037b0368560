//! A random model: seed 10 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    conv1: Conv2d,
    average: AvgPool2d,
    down: Conv2d,
    pair: (Conv2d, BatchNorm2d),
    maybe: Option<Conv2d>,
    plain: bool,
    convs: [Conv2d; 3],
    kernel: Tensor,
    never: Option<Conv2d>,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    norm2: BatchNorm2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            conv1: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            average: AvgPool2d::new(3).stride(1).padding(1),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            plain: false,
            convs: [Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1).groups(4)],
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            never: None,
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            norm2: BatchNorm2d::new(4),
        }
    }

    fn both(&self, x: &Tensor) -> (Tensor, Tensor) {
        let mut acc10 = self.average.forward(x);
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            if let Some(layer) = self.never.as_ref() {
                let mut all11 = vec![F::relu(self.two_pairs[1].1.forward(layer.forward(&acc10))), F::add_with(self.norm2.forward(x), &acc10, 0.5)];
                let x = F::cat(&all11, 1).mean([1], true) + &all11[0];
                acc10 = layer.forward(x).relu().relu();
            }
            acc10 = F::tanh(x);
        }
        let a = acc10;
        (a, x.clone())
    }
    fn forward(&self, x: Tensor) -> Tensor {
        if x.mean_value() > 0.1 {
            return self.conv1.forward(&x).relu();
        }
        let t1 = F::adaptive_avg_pool2d(F::cat(F::squeeze(x.unsqueeze(1), 1).chunk(2, 1), 1), 3);
        let mut t2 = self.average.forward(t1 * self.down.forward(&x)) - 0.75;
        t2 = F::relu(self.pair.0.forward(&t2) + &t2).mul(F::relu(t2.clone()));
        if let Some(layer) = self.maybe.as_ref() {
            t2 = (1.0 - t2).relu();
        }
        let mut v3 = if self.plain {
            let mut acc4 = x.clone();
            for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
                let mut acc5 = acc4.clone();
                let mut n6 = 0;
                let mut v7 = loop {
                    acc5 = F::pad(acc4.narrow(-1, 1, 5), [0, 1], 0.0);
                    n6 += 1;
                    if n6 >= 2 {
                        break acc5.relu() * 0.5;
                    }
                };
                acc4 = acc5.conv2d(&self.kernel, None, 1, 0, 1, 1);
            }
            x.clone() + &acc4
        } else {
            t2 = &t2 - t2.clone();
            x.clone()
        };
        let (a8, mut b9) = self.both(&v3);
        b9 - &v3 + F::pad(t2.clone(), [1, 2, 2, 1], 0.0)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
