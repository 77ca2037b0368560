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
        let x = self.norm2.forward(self.norm2.forward(self.pick(&x).forward(&x))) + F::relu(&x).mean([1], true);
        let mut acc1 = x.clone();
        let mut n2 = 0;
        while n2 < self.count {
            acc1 = F::squeeze(x.unsqueeze(1), 1);
            n2 += 1;
        }
        let mut acc1 = acc1.permute([0, 1, 3, 2]);
        let n3 = x.size(1) * x.size(3);
        debug_assert_eq!(x.dim(), 4);
        let k4 = n3 as f32 / 48.0;
        x.add_scalar(-0.5)
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
    part: Part,
    never: Option<Conv2d>,
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
            part: Part::new(),
            never: None,
        }
    }

    fn pick(&self, x: &Tensor) -> &Conv2d {
        if self.count > 1 {
            return &self.conv1;
        }
        &self.pair.0
    }
    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = F::relu6(y.add(&y));
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
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
            late11 = (acc8.clone() + &t7).relu();
        } else {
            late11 = self.part.forward(self.conv0.forward(&x).relu());
        }
        let mut v12 = 'done13: {
            if self.never.is_some() {
                break 'done13 self.conv1.forward(late11).max_pool2d(2, 2);
            }
            F::adaptive_avg_pool2d(layer10.forward(&late11), 3)
        };
        let mut acc14 = F::relu(self.norm2.forward(layer10.forward(&acc4)));
        for layer in self.convs.iter().rev() {
            let t15 = t1.add(&t1);
            acc14 = self.limited(acc14, 2).unwrap();
        }
        t1.relu6() + acc4.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + t7.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + acc8.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + acc14.adaptive_avg_pool2d((1, 6)).mean([1, 2], false)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
