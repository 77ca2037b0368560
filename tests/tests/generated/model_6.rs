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
    plain: bool,
    head: Linear,
    scale: f32,
    part: Part,
    count: usize,
    parts: Vec<Part>,
    pair: (Conv2d, BatchNorm2d),
    convs: Vec<Conv2d>,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            plain: false,
            head: Linear::new(4, 6),
            scale: 1.25,
            part: Part::new(),
            count: 3,
            parts: vec![Part::new(), Part::new()],
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            convs: vec![Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1).bias(false)],
        }
    }

    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = self.scale * y.relu();
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = if self.plain {
            self.head.forward(F::flatten(F::adaptive_avg_pool2d(&x, 1), 1, -1))
        } else {
            self.head.forward((self.scale * &x).mean([2, 3], false))
        };
        let mut acc2 = self.part.forward(x.clone());
        let mut n3 = 0;
        while n3 < self.count {
            let n4 = x.size(1) * x.size(3);
            debug_assert_eq!(x.dim(), 4);
            let k5 = n4 as f32 / 48.0;
            acc2 = self.parts[1].forward(x.clone()) - F::add_with(&x, acc2, 0.5);
            n3 += 1;
        }
        let (a6, mut b7) = (self.limited(x, 2).unwrap() + F::relu(&acc2), 1.0 - &acc2);
        let mut t8 = F::relu(self.pair.0.forward(&b7) + &b7);
        let mut all9 = Vec::new();
        all9.push(b7);
        for layer in self.convs.iter().take(2) {
            all9.push(t8.clone());
        }
        let mut t10 = all9[0].clone();
        while let Some(next) = all9.pop() {
            t10 = F::relu(t10 + next);
        }
        let acc2 = a6.sub(&t8);
        t8.max_pool2d(2, 2)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
