//! A random model: seed 6 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    norm2: BatchNorm2d,
    conv0: Conv2d,
    convs: Vec<Conv2d>,
    count: usize,
    conv2: Conv2d,
    head: Linear,
    conv1: Conv2d,
    pair: (Conv2d, BatchNorm2d),
    norm0: BatchNorm2d,
    scale: f32,
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
            head: Linear::new(4, 6),
            conv1: Conv2d::new(4, 4, 3).padding(1).groups(4),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            norm0: BatchNorm2d::new(4),
            scale: 1.25,
        }
    }

    fn pick(&self, x: &Tensor) -> &Conv2d {
        if self.count > 1 {
            return &self.conv0;
        }
        &self.convs[1]
    }
    #[quantizable(export)]
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let t6 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(self.conv1.forward(x.clone()), 1), 1, -1));
        F::add_with(&x + &x, &x - 0.25, 0.5) + t6.mean([1], true).reshape([-1, 1, 1, 1])
    }
    #[quantizable(export)]
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::relu6(F::max_pool2d(F::pad(y.clone(), [1, 1, 1, 1], 0.0), 3, 1));
        }
        y
    }
    #[quantizable(export)]
    fn both(&self, x: &Tensor) -> (Tensor, Tensor) {
        let mut x = self.norm2.forward(self.conv0.forward(self.conv2.forward(x).relu().relu()));
        let a = &x - &x;
        (a, F::relu(F::relu(self.norm0.forward(self.pair.0.forward(&x)))))
    }
    #[quantizable(export)]
    fn level(&self) -> f32 {
        self.scale * 1.25
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
    conv0: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    maybe: Option<Conv2d>,
    convs: Vec<Conv2d>,
    #[quantizable(model)] parts: Vec<Part>,
    kernel: Tensor,
    plain: bool,
    #[quantizable(model)] two: [Part; 2],
    conv2: Conv2d,
    norm0: BatchNorm2d,
    scale: f32,
    #[quantizable(model)] part: Part,
    wide36: Linear,
    act_identity: Identity,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            conv0: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            convs: vec![Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1)],
            parts: vec![Part::new(), Part::new()],
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            plain: false,
            two: [Part::new(), Part::new()],
            conv2: Conv2d::new(4, 4, 1),
            norm0: BatchNorm2d::new(4),
            scale: 0.5,
            part: Part::new(),
            wide36: Linear::new(36, 6),
            act_identity: Identity::new(),
        }
    }

    fn pick(&self, x: &Tensor) -> &Conv2d {
        if self.maybe.is_some() {
            return &self.conv0;
        }
        &self.two_pairs[0].0
    }
    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = y.add_scalar(1.5).sub(F::relu6(&y));
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let t5 = F::adaptive_avg_pool2d(&x / 1.5, 3);
        F::relu(self.norm0.forward(self.conv2.forward(&x)))
    }
    fn both(&self, x: &Tensor) -> (Tensor, Tensor) {
        let mut t10 = {
            F::adaptive_avg_pool2d(x, 3)
        };
        let a = self.act_identity.forward(F::relu(self.two_pairs[0].1.forward(self.conv0.forward(x.clone()))));
        (a, x.relu() + self.conv0.forward(x).mean([1], true))
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = self.pick(&x).forward(&x);
        let mut acc2 = t1.relu6();
        for layer in self.convs.iter().rev() {
            acc2 = layer.forward(acc2.clone() - 0.5).relu();
        }
        if self.maybe.is_some() {
            let mut acc3 = &acc2 + acc2.mean([1], true);
            for layer in &self.parts {
                t1 = F::conv2d(&acc3 - acc3.mean([1], true), &self.kernel, None, 1, 0, 1, 1);
                acc3 = 1.0 - (1.0 - &acc2);
            }
            t1 = F::conv2d(self.two_pairs[1].0.forward(acc3).relu(), &self.kernel, None, 1, 0, 1, 1);
        } else if !self.plain {
            acc2 = self.limited(x, 2).unwrap().sub(self.two[1].forward(acc2));
        }
        let mut acc4 = acc2.add_scalar(0.5);
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            acc4 = self.step(F::mul_scalar(&t1, self.scale), self.part.level());
        }
        t1 += self.part.level();
        let t6 = F::adaptive_avg_pool2d(self.conv2.forward(acc4), 3);
        let mut t7 = self.wide36.forward(t6.reshape([-1, 36]));
        let (a8, mut b9) = self.both(&acc2);
        acc2.conv2d(&self.kernel, None, 1, 0, 1, 1) + &t1 + &acc2 + &a8 + &b9 + t7.mean([1], true).reshape([-1, 1, 1, 1])
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
