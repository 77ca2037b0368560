//! A random model: seed 16 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    head: Linear,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    never: Option<Conv2d>,
    convs: Vec<Conv2d>,
    down: Conv2d,
    kernel: Tensor,
    conv1: Conv2d,
    conv2: Conv2d,
    norm1: BatchNorm2d,
    average: AvgPool2d,
    fancy: bool,
    join: Conv2d,
    fc0: Linear,
    scale: f32,
    conv0: Conv2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            head: Linear::new(4, 6),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            never: None,
            convs: vec![Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(2).dilation(2)],
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            conv1: Conv2d::new(4, 4, 3).padding(1).bias(false),
            conv2: Conv2d::new(4, 4, 1),
            norm1: BatchNorm2d::new(4),
            average: AvgPool2d::new(3).stride(1).padding(1),
            fancy: true,
            join: Conv2d::new(8, 4, 1),
            fc0: Linear::new(6, 6),
            scale: 0.75,
            conv0: Conv2d::new(4, 4, 3).padding(1),
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = 0.75 * F::add(x, &y);
        }
        y
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = {
            self.head.forward(self.two_pairs[1].0.forward(&x).mean([2, 3], false))
        };
        let mut v2 = match &self.never {
            Some(layer) => {
                let mut acc3 = self.two_pairs[0].0.forward(&x);
                for layer in self.convs.iter().rev() {
                    acc3 = self.twice(&acc3, 1);
                }
                self.down.forward(&acc3 * &acc3)
            }
            None => {
                let mut t4 = F::conv2d(self.conv1.forward(F::transpose(&x, 2, 3)).relu(), &self.kernel, None, 1, 0, 1, 1);
                self.down.forward(F::relu(self.norm1.forward(self.conv2.forward(t4))))
            }
        };
        v2 = F::add(v2.clone(), F::add_with(&v2, &v2, 0.5));
        let mut acc5 = self.convs[1].forward(&x).relu();
        for (i, layer) in self.convs.iter().enumerate() {
            let mut acc6 = self.average.forward(&acc5);
            for layer in self.convs.iter().rev() {
                if !self.fancy {
                    return F::pad(&v2, [1, 2, 2, 1], 0.0) * 0.75;
                }
                acc6 = self.join.forward(F::cat([&acc5, &x], 1)).relu6();
            }
            acc5 = (&acc6 - 0.25).relu6();
            if i == 1 {
                acc5 = acc5.relu();
            }
        }
        t1 = self.fc0.forward(&t1 - self.scale);
        v2 = v2.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1);
        let (a7, mut b8) = (acc5, x.clone());
        v2 = v2.conv2d(&self.kernel, None, 1, 0, 1, 1);
        v2 = self.conv0.forward(&v2).relu();
        let mut t9 = F::conv2d(a7, &self.kernel, None, 1, 0, 1, 1);
        self.join.forward(F::cat([&t9, &t9], 1))
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
