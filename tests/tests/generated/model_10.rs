//! A random model: seed 10 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    conv1: Conv2d,
    pair: (Conv2d, BatchNorm2d),
    never: Option<Conv2d>,
    act_relu: ReLU,
    convs: Vec<Conv2d>,
    conv0: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    fancy: bool,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            conv1: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            never: None,
            act_relu: ReLU::new(),
            convs: vec![Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 3).padding(1).bias(false)],
            conv0: Conv2d::new(4, 4, 3).padding(1).bias(false),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            fancy: true,
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        if x.mean_value() > 0.1 {
            return self.conv1.forward(&x).relu();
        }
        let mut t1 = F::adaptive_avg_pool2d(F::transpose(&x, 2, 3).pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1), 3);
        let mut acc2 = x.add_scalar(0.75);
        let mut n3 = 0;
        while n3 < 2 && acc2.mean_value() < 10.0 {
            acc2 = F::relu6(acc2) + F::transpose(&x, 2, 3);
            n3 += 1;
        }
        let t4 = F::relu(self.pair.0.forward(F::max_pool2d(F::pad(x * &acc2, [1, 1, 1, 1], 0.0), 3, 1)) + &acc2);
        if self.never.is_some() {
            let mut acc5 = self.act_relu.forward(acc2);
            for layer in self.convs.iter().rev() {
                if let Some(layer) = &self.never {
                    t1 = F::sub(t1, F::adaptive_avg_pool2d(&acc5, 3));
                }
                acc5 = t4.clone() + t4.mean([1], true);
            }
            acc5 = F::relu(self.two_pairs[1].1.forward(self.conv0.forward(&acc5)));
        } else if !self.fancy {
            let mut t6: Tensor = F::mul(t4, &acc2);
            t6 = acc2.relu6();
        }
        let mut t7 = Tensor::full(&[2, 4, 3, 3], -0.5);
        let t8 = Tensor::full(&[2, 4, 3, 3], 0.75);
        Tensor::full(&[2, 4, 6, 6], 0.5) + F::pad(t1.clone(), [1, 2, 2, 1], 0.0) + F::pad(t7.clone(), [1, 2, 2, 1], 0.0)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
