//! A random model: seed 6 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    norm2: BatchNorm2d,
    conv0: Conv2d,
    convs: Vec<Conv2d>,
    count: usize,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            norm2: BatchNorm2d::new(4),
            conv0: Conv2d::new(4, 4, 3).padding(1).bias(false),
            convs: vec![Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1)],
            count: 1,
        }
    }

    fn pick(&self, x: &Tensor) -> &Conv2d {
        if self.count > 1 {
            return &self.conv0;
        }
        &self.convs[1]
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let x = self.norm2.forward(self.norm2.forward(self.pick(&x).forward(&x))) - F::relu(&x).mean([1], true);
        let mut acc1 = x.clone();
        let mut n2 = 0;
        while n2 < self.count {
            acc1 = F::squeeze(x.unsqueeze(1), 1);
            n2 += 1;
        }
        let mut x = acc1.permute([0, 1, 3, 2]);
        let n3 = acc1.size(1) * acc1.size(3);
        debug_assert_eq!(acc1.dim(), 4);
        let k4 = n3 as f32 / 48.0;
        acc1.add_scalar(-0.5) + &acc1
    }
}

#[quantizable]
struct Net {
    head: Linear,
    conv0: Conv2d,
    scale: f32,
    norm2: BatchNorm2d,
    act_relu6: ReLU6,
    convs: [Conv2d; 3],
    count: usize,
    conv1: Conv2d,
    pair: (Conv2d, BatchNorm2d),
    norm1: BatchNorm2d,
    join: Conv2d,
    maybe: Option<Conv2d>,
    fc0: Linear,
    norm_flat: BatchNorm1d,
    fancy: bool,
    act_relu: ReLU,
    two: [Part; 2],
    part: Part,
    never: Option<Conv2d>,
    parts: Vec<Part>,
    down: Conv2d,
    kernel: Tensor,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            head: Linear::new(4, 6),
            conv0: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            scale: 0.5,
            norm2: BatchNorm2d::new(4),
            act_relu6: ReLU6::new(),
            convs: [Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1)],
            count: 2,
            conv1: Conv2d::new(4, 4, 3).padding(1),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            norm1: BatchNorm2d::new(4),
            join: Conv2d::new(8, 4, 1),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            fc0: Linear::new(6, 6).bias(false),
            norm_flat: BatchNorm1d::new(6),
            fancy: true,
            act_relu: ReLU::new(),
            two: [Part::new(), Part::new()],
            part: Part::new(),
            never: None,
            parts: vec![Part::new(), Part::new()],
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
        }
    }

    fn pick(&self, x: &Tensor) -> &Conv2d {
        if self.count > 1 {
            return &self.conv1;
        }
        &self.pair.0
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(self.norm2.forward(self.conv0.forward(F::mul_scalar(&x, self.scale))), 1), 1, -1));
        t1 *= 1.5;
        let (a2, mut b3) = (0.25 * F::relu6(&x), F::relu6(self.act_relu6.forward(&x)));
        let mut acc4 = x.relu();
        for i5 in (0..self.count).rev() {
            acc4 = b3.relu();
        }
        let y6 = self.pick(&acc4).forward(F::relu(self.pair.0.forward(&acc4) + F::add_with(&acc4, &b3, 0.5)));
        let y6 = self.norm1.forward(y6);
        let mut t7 = y6.relu() + &y6;
        let mut acc8 = a2;
        for i9 in 1..=2 {
            acc8 = self.join.forward(F::cat([&t7, &t7], 1));
            acc8 = self.convs[i9].forward(&acc8);
            if i9 == 1 {
                break;
            }
            acc8 = acc8.relu();
        }
        let Some(layer10) = &self.maybe else { return self.norm_flat.forward(self.fc0.forward(&t1)).relu() };
        let late11;
        if self.count % 2 == 1 && self.fancy {
            late11 = self.act_relu.forward(F::relu(&acc8));
        } else {
            late11 = self.two[1].forward(self.part.forward(acc4));
        }
        let mut v12 = match self.count {
            1 => {
                x
            }
            n if n > 2 => {
                let mut v13 = 'done14: {
                    if self.never.is_some() {
                        break 'done14 self.parts[0].forward(late11).max_pool2d(2, 2);
                    }
                    self.down.forward(F::sub(&x, &late11))
                };
                b3 + F::pad(v13.clone(), [1, 2, 2, 1], 0.0)
            }
            _ => {
                let late11: Tensor = 0.5 * F::relu(acc8);
                late11
            }
        };
        let mut t15 = F::conv2d(v12, &self.kernel, None, 1, 0, 1, 1);
        t1.clone() + &t1 + t7.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + t15.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + &t1
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
