//! A random model: seed 3 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    convs: Vec<Conv2d>,
    norm1: BatchNorm2d,
    scale: f32,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            convs: vec![Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 1)],
            norm1: BatchNorm2d::new(4),
            scale: 0.75,
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let y1 = self.convs[2].forward(x.add_scalar(0.25));
        let y1 = self.norm1.forward(y1);
        let t2 = F::relu(y1 + &x - self.scale);
        let mut acc3 = &x * t2.clone();
        for layer in self.convs.iter().rev() {
            acc3 = F::relu(layer.forward(&t2) + &acc3);
        }
        let both6 = (t2, acc3);
        let a4 = F::relu(&both6.0);
        let mut b5 = both6.1;
        let r7 = &b5;
        ({ let inner = &b5; let edge = inner.max_value() * 0.5; F::avg_pool2d(F::pad(inner, [1, 1, 1, 1], edge), (3, 3), 1) })
    }
}

#[quantizable]
struct Net {
    plain: bool,
    conv0: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    never: Option<Conv2d>,
    two: [Part; 2],
    part: Part,
    act_relu: ReLU,
    conv2: Conv2d,
    join: Conv2d,
    norm0: BatchNorm2d,
    kernel: Tensor,
    count: usize,
    fancy: bool,
    norm2: BatchNorm2d,
    convs: Vec<Conv2d>,
    dropout: Dropout,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            plain: false,
            conv0: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            never: None,
            two: [Part::new(), Part::new()],
            part: Part::new(),
            act_relu: ReLU::new(),
            conv2: Conv2d::new(4, 4, 3).padding(1).bias(false),
            join: Conv2d::new(8, 4, 1),
            norm0: BatchNorm2d::new(4),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            count: 1,
            fancy: true,
            norm2: BatchNorm2d::new(4),
            convs: vec![Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1).bias(false)],
            dropout: Dropout::new(0.5),
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::relu(x + y);
        }
        y
    }
    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        a.reshape([-1, 4, 36]).view([2, 4, 6, 6]) + (b * b).mean([1], true)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        if !self.plain {
            let t1 = F::relu(F::relu(self.two_pairs[0].1.forward(self.conv0.forward(&x))));
        } else if self.never.is_some() {
            let mut t2 = &x + self.two[1].forward(self.part.forward(x.clone())).mean([1], true);
        }
        let mut x = self.act_relu.forward(&x);
        let mut all3 = vec![F::add_with(&x, &x, 0.5), self.norm0.forward(self.conv2.forward(self.join.forward(F::cat([&x, &x], 1))))];
        let x = F::cat(&all3, 1).mean([1], true) + &all3[0];
        let mut t4 = F::add_with(self.two[1].forward(x.clone()), F::relu(self.two[1].forward(x.clone())), 0.5);
        let mut acc5 = t4.conv2d(&self.kernel, None, 1, 0, 1, 1);
        let mut n6 = 0;
        let mut v7 = loop {
            if self.count % 2 == 1 && self.fancy {
                return self.norm2.forward(self.conv0.forward(t4.clone())).relu();
            }
            acc5 = x.sub(&t4);
            n6 += 1;
            if n6 >= 2 {
                break acc5.relu() * 0.5;
            }
        };
        let t8: Tensor = 1.5 * v7;
        let mut acc9 = self.twice(&t8, 1);
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            std::mem::swap(&mut acc5, &mut acc9);
            acc9 = self.part.forward(t8.clone()) - Self::mix(t8.clone(), &acc9);
        }
        t4 = F::relu(self.two_pairs[0].1.forward(self.conv0.forward(self.dropout.forward(acc9.clone()))));
        let mut all10 = Vec::new();
        all10.push(F::relu6(acc9));
        for layer in self.convs.iter().take(2) {
            all10.push(F::conv2d(Self::mix(t4.clone(), &t8), &self.kernel, None, 1, 0, 1, 1));
        }
        let mut t11 = all10[0].clone();
        while let Some(next) = all10.pop() {
            t11 = F::relu(t11 + next);
        }
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        let n12 = x.size(1) * x.size(-1);
        debug_assert!(n12 == 24 && x.numel() == 288);
        let k13 = n12 as f32 / 48.0;
        if t8.max_value() + t8.mean_value() < 1.0 {
            return F::add_with(&t8, &t11, 0.5);
        }
        F::mul(&t11, &t8)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
