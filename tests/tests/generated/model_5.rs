//! A random model: seed 5 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

fn soften(x: &Tensor) -> Tensor {
    let values = x.as_slice().iter().map(|v| v / (1.0 + v.abs()));
    Tensor::from_vec(values.collect(), x.shape())
}

#[quantizable]
struct Part {
    conv1: Conv2d,
    norm0: BatchNorm2d,
    average: AvgPool2d,
    head: Linear,
    conv2: Conv2d,
    convs: [Conv2d; 3],
    maybe: Option<Conv2d>,
    norm2: BatchNorm2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            conv1: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            norm0: BatchNorm2d::new(4),
            average: AvgPool2d::new(3).stride(1).padding(1),
            head: Linear::new(4, 6),
            conv2: Conv2d::new(4, 4, 3).padding(1).bias(false),
            convs: [Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 1)],
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            norm2: BatchNorm2d::new(4),
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = self.average.forward(&y).sub(({ let inner = x.reshape([-1, 4, 36]); inner.view([-1, 4, 6, 6]) }));
        }
        y
    }
    fn pick(&self, x: &Tensor) -> &Conv2d {
        match &self.maybe {
            Some(layer) => layer,
            None => &self.conv2,
        }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = F::sub(self.norm0.forward(self.conv1.forward(&x)) - self.twice(&x, 1).mean([1], true), x.clone());
        let t2 = self.head.forward(t1.mean([2, 3], false));
        let y3 = self.pick(&t1).forward(t1.clone());
        let y3 = self.norm2.forward(y3);
        let mut t4 = y3.relu6();
        t1 -= -0.5;
        t4 - t1.clone() + &t1
    }
}

#[quantizable]
struct Net {
    parts: Vec<Part>,
    dropout: Dropout,
    join: Conv2d,
    convs: Vec<Conv2d>,
    part: Part,
    count: usize,
    norm2: BatchNorm2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            parts: vec![Part::new(), Part::new()],
            dropout: Dropout::new(0.5),
            join: Conv2d::new(8, 4, 1),
            convs: vec![Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2)],
            part: Part::new(),
            count: 1,
            norm2: BatchNorm2d::new(4),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = self.join.forward(F::cat([x, &y], 1)) - F::relu(x);
        }
        y
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = x.relu();
        for layer in &self.parts {
            acc1 = F::hardswish(layer.forward(x.clone()));
        }
        let t2: Tensor = F::adaptive_avg_pool2d(self.dropout.forward(acc1 - x.mean([1], true)), 3);
        let mut acc3 = self.join.forward(F::cat([&x, &x], 1));
        'outer4: for i in 0..3 {
            for layer in &self.convs {
                if i == 1 {
                    continue 'outer4;
                }
                acc3 = (1.0 - acc3) + self.part.forward(x.clone());
                if i == 2 {
                    break 'outer4;
                }
            }
        }
        let mut v5 = match self.count {
            0 | 3 => {
                acc3 = self.norm2.forward(self.convs[1].forward(x.relu()));
                self.two_pairs[0].1.forward(t2.mul(&t2))
            }
            1..=2 => {
                t2.permute([0, 1, 3, 2]) - &t2
            }
            _ => {
                t2.relu()
            }
        };
        acc3 = self.twice(&x, 1);
        #[quantizable(float)]
        let t6 = soften(&acc3);
        let n7 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n7 == 24 && x.numel() % 144 == 0);
        let k8 = n7 as f32 / 48.0;
        acc3 = F::pad(&t2, [1, 2, 2, 1], 0.0);
        F::relu6(x) + &acc3 + &t6 + F::pad(v5.clone(), [1, 2, 2, 1], 0.0)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
