//! A random model: seed 6 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    norm2: BatchNorm2d,
    conv0: Conv2d,
    convs: Vec<Conv2d>,
    count: usize,
    conv2: Conv2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            norm2: BatchNorm2d::new(4),
            conv0: Conv2d::new(4, 4, 3).padding(1).bias(false),
            convs: vec![Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1)],
            count: 1,
            conv2: Conv2d::new(4, 4, 3).padding(1),
        }
    }

    fn pick(&self, x: &Tensor) -> &Conv2d {
        if self.count > 1 {
            return &self.conv0;
        }
        &self.convs[1]
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = self.norm2.forward(self.norm2.forward(self.pick(&x).forward(&x))) - x.leaky_relu(0.125).mean([1], true);
        let n2 = x.size(1) * x.size(3);
        debug_assert_eq!(x.dim(), 4);
        let k3 = n2 as f32 / 48.0;
        let mut acc4 = t1;
        let mut n5 = 0;
        while n5 < self.count {
            acc4 = ({ let inner = &x; let edge = 0.0; F::avg_pool2d(F::pad(inner, [1, 1, 1, 1], edge), (3, 3), 1) });
            n5 += 1;
        }
        acc4 = F::relu6(&acc4);
        self.conv2.forward(x) + &acc4
    }
}

#[quantizable]
struct Net {
    dropout: Dropout,
    pairs: Vec<(Conv2d, BatchNorm2d)>,
    part: Part,
    scale: f32,
    parts: Vec<Part>,
    plain: bool,
    down: Conv2d,
    kernel: Tensor,
    conv0: Conv2d,
    conv1: Conv2d,
    maybe: Option<Conv2d>,
    pair: (Conv2d, BatchNorm2d),
    convs: [Conv2d; 3],
    norm2: BatchNorm2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    norm1: BatchNorm2d,
    join: Conv2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            dropout: Dropout::new(0.5),
            pairs: vec![(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            part: Part::new(),
            scale: 1.25,
            parts: vec![Part::new(), Part::new()],
            plain: false,
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            conv0: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            conv1: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            convs: [Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2)],
            norm2: BatchNorm2d::new(4),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            norm1: BatchNorm2d::new(4),
            join: Conv2d::new(8, 4, 1),
        }
    }

    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = (1.0 - &y).conv2d(&self.kernel, None, 1, 0, 1, 1);
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::relu(self.conv0.forward(self.conv1.forward(y).relu()) + x);
        }
        y
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = self.dropout.forward(&x);
        for (conv, norm) in &self.pairs {
            let mut acc2 = x.relu();
            for (conv, norm) in &self.pairs {
                acc2 = self.part.forward(acc2) + (&acc1 - self.scale);
            }
            acc1 = self.parts[1].forward(self.part.forward(acc2));
        }
        if !self.plain {
            return (&acc1 + &acc1).relu();
        }
        let t3 = self.down.forward(F::sub(self.limited(acc1, 1).unwrap(), F::relu(&x)));
        let mut acc4 = self.twice(&x, 2);
        for (conv, norm) in &self.pairs {
            acc4 = F::conv2d(acc4.add_scalar(1.5), &self.kernel, None, 1, 0, 1, 1);
            acc4 = norm.forward(conv.forward(&x));
        }
        let n5 = x.size(1) * x.size(3);
        debug_assert_eq!(x.dim(), 4);
        let k6 = n5 as f32 / 48.0;
        let mut v7 = match &self.maybe {
            Some(layer) => {
                let t8 = self.parts[1].forward(0.5 * &x);
                self.part.forward(F::mul_scalar(&t8, -0.5))
            }
            None => {
                let t9 = self.conv0.forward(F::relu(self.pair.0.forward(t3) + acc4.max_pool2d(2, 2))).conv2d(&self.kernel, None, 1, 0, 1, 1);
                self.limited(acc4, 2).unwrap().sub(&x * x.mean([1], true))
            }
        };
        let mut acc10 = v7;
        for i11 in 0..self.convs.len() {
            acc10 = self.convs[i11].forward(&acc10);
            acc10 = self.convs[i11].forward(&acc10);
            if i11 == 1 {
                break;
            }
            acc10 = acc10.relu();
        }
        let y12 = self.conv0.forward(&x);
        let y12 = self.norm2.forward(y12);
        let t13 = y12.relu() + &y12;
        acc10 += t13;
        let mut t14 = acc10.relu6();
        t14 = F::relu(self.norm1.forward(self.two_pairs[0].0.forward(&acc10)));
        self.join.forward(F::cat([&acc10, &acc10], 1)) + &acc10 + &t14
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
