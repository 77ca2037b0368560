//! A random model: seed 6 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    norm2: BatchNorm2d,
    conv0: Conv2d,
    convs: Vec<Conv2d>,
    count: usize,
    join: Conv2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            norm2: BatchNorm2d::new(4),
            conv0: Conv2d::new(4, 4, 3).padding(1).bias(false),
            convs: vec![Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1)],
            count: 1,
            join: Conv2d::new(8, 4, 1),
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
            acc4 = F::squeeze(x.unsqueeze(1), 1);
            n5 += 1;
        }
        let mut x = acc4.permute([0, 1, 3, 2]);
        self.join.forward(F::cat([&acc4, &acc4], 1)) + &acc4
    }
}

#[quantizable]
struct Net {
    head: Linear,
    conv0: Conv2d,
    scale: f32,
    norm2: BatchNorm2d,
    down: Conv2d,
    kernel: Tensor,
    conv1: Conv2d,
    pairs: Vec<(Conv2d, BatchNorm2d)>,
    fc0: Linear,
    norm_flat: BatchNorm1d,
    maybe: Option<Conv2d>,
    parts: Vec<Part>,
    part: Part,
    pair: (Conv2d, BatchNorm2d),
    plain: bool,
    conv2: Conv2d,
    norm1: BatchNorm2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    fc2: Linear,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            head: Linear::new(4, 6),
            conv0: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            scale: 0.5,
            norm2: BatchNorm2d::new(4),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            conv1: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            pairs: vec![(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            fc0: Linear::new(6, 6),
            norm_flat: BatchNorm1d::new(6),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            parts: vec![Part::new(), Part::new()],
            part: Part::new(),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            plain: false,
            conv2: Conv2d::new(4, 4, 1),
            norm1: BatchNorm2d::new(4),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            fc2: Linear::new(6, 6).bias(false),
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
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut v11 = if self.plain {
            F::transpose(&x, 2, 3) - (0.75 * x.clone())
        } else {
            self.parts[1].forward(&x * 0.25)
        };
        F::relu6(F::relu(self.norm1.forward(self.conv2.forward(&v11)))) + &x + &v11
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(self.norm2.forward(self.conv0.forward(&x + self.scale)), 1), 1, -1));
        t1 *= 1.5;
        let (a2, mut b3) = (x.relu() / 1.5, F::relu(&x) - (&x + &x).mean([1], true));
        let t4 = self.down.forward(F::sub(self.limited(b3, 1).unwrap(), F::relu(&a2)));
        let mut acc5 = self.twice(&x, 2);
        for (conv, norm) in &self.pairs {
            t1 = self.norm_flat.forward(self.fc0.forward(t1.relu())).relu();
            acc5 = norm.forward(conv.forward(acc5));
        }
        let n6 = x.size(1) * x.size(3);
        debug_assert_eq!(x.dim(), 4);
        let k7 = n6 as f32 / 48.0;
        let mut v8 = match &self.maybe {
            Some(layer) => {
                let t9 = self.parts[1].forward(0.5 * &acc5);
                self.part.forward(F::mul_scalar(&acc5, -0.5))
            }
            None => {
                let t10 = self.conv0.forward(F::relu(self.pair.0.forward(t4) + acc5.max_pool2d(2, 2))).conv2d(&self.kernel, None, 1, 0, 1, 1);
                self.limited(x, 2).unwrap().sub(a2 * acc5.mean([1], true))
            }
        };
        acc5 = self.step(v8, 1.5);
        let mut t12 = self.two_pairs[1].0.forward(&acc5);
        let mut t12 = self.twice(&t12, 2);
        self.fc2.forward(t1) + acc5.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + t12.adaptive_avg_pool2d((1, 6)).mean([1, 2], false)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
