//! A random model: seed 13 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    average: AvgPool2d,
    act_relu: ReLU,
    conv1: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    convs: Vec<Conv2d>,
    maybe: Option<Conv2d>,
    norm1: BatchNorm2d,
    norm2: BatchNorm2d,
    kernel: Tensor,
    join: Conv2d,
    fancy: bool,
    count: usize,
    conv2: Conv2d,
    down: Conv2d,
    pair: (Conv2d, BatchNorm2d),
    never: Option<Conv2d>,
    norm0: BatchNorm2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            average: AvgPool2d::new(3).stride(1).padding(1),
            act_relu: ReLU::new(),
            conv1: Conv2d::new(4, 4, 1),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            convs: vec![Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 1)],
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            norm1: BatchNorm2d::new(4),
            norm2: BatchNorm2d::new(4),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            join: Conv2d::new(8, 4, 1),
            fancy: true,
            count: 3,
            conv2: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            never: None,
            norm0: BatchNorm2d::new(4),
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        b + 1.5
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = self.average.forward(&x);
        let mut n2 = 0;
        let mut v3 = loop {
            acc1 = Self::mix(acc1, &x) + self.act_relu.forward(x.clone());
            n2 += 1;
            if n2 >= 2 {
                break acc1.relu() * 0.5;
            }
        };
        let mut acc4 = self.two_pairs[0].1.forward(self.conv1.forward(acc1));
        for (i, layer) in self.convs.iter().enumerate() {
            let mut v5 = match &self.maybe {
                None => {
                    let mut acc6 = F::relu(self.norm1.forward(layer.forward(&acc4)));
                    let mut n7 = 0;
                    while n7 < 2 && acc6.mean_value() < 10.0 {
                        acc6 = F::relu(self.norm2.forward(layer.forward(({ let inner = acc4.reshape([-1, 4, 36]); inner.view([-1, 4, 6, 6]) }))));
                        n7 += 1;
                    }
                    F::conv2d(self.join.forward(F::cat([&acc6, &acc4], 1)), &self.kernel, None, 1, 0, 1, 1)
                }
                Some(layer) => {
                    v3.clone()
                }
            };
            acc4 = v3.relu6().relu6();
            if i == 1 {
                acc4 = acc4.relu();
            }
        }
        if self.fancy {
            acc4 = self.conv1.forward(F::relu(acc4)).relu();
        } else if self.count > 1 {
            let n8 = x.size(1) * x.size(-1);
            debug_assert_eq!(x.dim(), 4);
            assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
            debug_assert!(n8 == 24 && x.numel() % 144 == 0);
            let k9 = n8 as f32 / 48.0;
            acc4 = self.conv2.forward(&v3).relu6();
        }
        let mut t10 = self.down.forward(F::relu(self.pair.0.forward(acc4.relu()) + self.conv1.forward(&acc4).relu()));
        let mut acc11 = v3.relu6();
        'outer12: for i in 0..3 {
            for layer in &self.convs {
                if i == 1 {
                    continue 'outer12;
                }
                acc11 = layer.forward(acc11).relu();
                if i == 2 {
                    break 'outer12;
                }
            }
        }
        let mut v13 = match self.count {
            1 => {
                let late14;
                if self.never.is_some() {
                    late14 = acc11;
                } else {
                    late14 = acc11;
                }
                late14
            }
            n if n > 2 => {
                v3
            }
            _ => {
                t10 += acc11.max_pool2d(2, 2);
                x
            }
        };
        t10 = self.norm0.forward(&t10);
        let r15 = &v13;
        let t16 = t10 * r15.max_pool2d(2, 2);
        acc4 = F::relu(self.norm0.forward(self.conv1.forward(r15)));
        self.conv1.forward(acc4).relu()
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
