//! A random model: seed 20 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    fancy: bool,
    conv0: Conv2d,
    head: Linear,
    conv2: Conv2d,
    norm1: BatchNorm2d,
    act_relu6: ReLU6,
    average: AvgPool2d,
    convs: Vec<Conv2d>,
    conv1: Conv2d,
    kernel: Tensor,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    scale: f32,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            fancy: true,
            conv0: Conv2d::new(4, 4, 3).padding(1),
            head: Linear::new(4, 6),
            conv2: Conv2d::new(4, 4, 1),
            norm1: BatchNorm2d::new(4),
            act_relu6: ReLU6::new(),
            average: AvgPool2d::new(3).stride(1).padding(1),
            convs: vec![Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 1)],
            conv1: Conv2d::new(4, 4, 3).padding(1).bias(false),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            scale: 0.5,
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::squeeze(F::max_pool2d(F::pad(b, [1, 1, 1, 1], 0.0), 3, 1).unsqueeze(1), 1)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        if self.fancy {
            let t1 = F::relu(self.conv0.forward(Self::mix(x.clone(), &x)) + F::relu(&x)).relu();
        } else {
            let mut t2: Tensor = self.head.forward(x.mean([2, 3], false));
        }
        let y3 = self.conv2.forward(self.act_relu6.forward(&x));
        let y3 = self.norm1.forward(y3);
        let mut x = F::relu(y3 + self.average.forward(&x));
        let mut all4 = Vec::new();
        all4.push(F::relu(Self::mix(x.clone(), &x)));
        for layer in self.convs.iter().take(2) {
            all4.push(x.clone());
        }
        let x = all4.swap_remove(0) - all4.pop().unwrap();
        let t5 = self.two_pairs[1].1.forward(self.conv1.forward(F::relu(x.conv2d(&self.kernel, None, 1, 0, 1, 1))));
        let mut acc6 = x;
        'outer7: for i in 0..3 {
            for layer in &self.convs {
                if i == 1 {
                    continue 'outer7;
                }
                acc6 = F::relu(&t5 - acc6.mean([1], true));
                if i == 2 {
                    break 'outer7;
                }
            }
        }
        let mut acc8 = acc6.add_scalar(self.scale);
        let mut n9 = 0;
        let mut v10 = loop {
            acc8 = self.norm1.forward(self.conv1.forward(acc6.add_scalar(-0.5)));
            acc8 = F::sub(acc6.clone(), &acc6) - self.conv0.forward(acc8).mean([1], true);
            n9 += 1;
            if n9 >= 2 {
                break acc8.relu() * 0.5;
            }
        };
        v10 -= acc8;
        acc6 = acc6.conv2d(&self.kernel, None, 1, 0, 1, 1);
        v10.relu6()
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
