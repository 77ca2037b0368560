//! A random model: seed 5 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    conv1: Conv2d,
    norm0: BatchNorm2d,
    act_identity: Identity,
    scale: f32,
    kernel: Tensor,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    join: Conv2d,
    norm2: BatchNorm2d,
    convs: [Conv2d; 3],
    count: usize,
    fancy: bool,
    pair: (Conv2d, BatchNorm2d),
    never: Option<Conv2d>,
    maybe: Option<Conv2d>,
    down: Conv2d,
    conv2: Conv2d,
    head: Linear,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            conv1: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            norm0: BatchNorm2d::new(4),
            act_identity: Identity::new(),
            scale: 1.25,
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            join: Conv2d::new(8, 4, 1),
            norm2: BatchNorm2d::new(4),
            convs: [Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1)],
            count: 2,
            fancy: true,
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            never: None,
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            conv2: Conv2d::new(4, 4, 1),
            head: Linear::new(4, 6),
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = self.act_identity.forward(x.add_scalar(self.scale));
        }
        y
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let both4 = (self.norm0.forward(self.two_pairs[1].0.forward(&x)).pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1), self.join.forward(F::cat([&x, &x.add_scalar(self.scale)], 1)));
        let a2 = F::relu(&both4.0);
        let mut b3 = both4.1;
        b3.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1).relu()
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = F::mul(self.norm0.forward(self.conv1.forward(&x)) * F::relu(&x).mean([1], true), self.twice(&F::conv2d(&x, &self.kernel, None, 1, 0, 1, 1), 1));
        let t5 = self.step(F::relu(self.norm2.forward(self.conv1.forward(t1 - 0.75))), self.scale);
        let t6 = self.conv1.forward(F::conv2d(&t5, &self.kernel, None, 1, 0, 1, 1));
        if t5.mean_value() > 0.1 {
            let mut x = F::transpose(self.convs[1].forward(F::relu6(&t5)).relu(), 2, 3);
        } else if self.count % 2 == 1 && self.fancy {
            let mut t6 = self.norm0.forward(self.pair.0.forward(({ let inner = F::relu(self.norm2.forward(self.two_pairs[0].0.forward(&t5))); let edge = inner.max_value() * 0.5; F::avg_pool2d(F::pad(inner, [1, 1, 1, 1], edge), (3, 3), 1) })));
        } else {
            let mut t7 = self.conv1.forward(F::relu(&t5).relu());
        }
        let y8 = self.conv1.forward(x - t5.mean([1], true));
        let y8 = self.norm2.forward(y8);
        let mut t9 = y8.relu() + &y8;
        if t6.argmax() % 2 == 1 {
            let r10 = &t9;
            let r10 = self.scale * t9.conv2d(&self.kernel, None, 1, 0, 1, 1);
        }
        let r11 = &t9;
        let mut t12 = r11.mul(r11).reshape([-1, 4, 36]).view([2, 4, 6, 6]).max_pool2d(2, 2);
        let mut acc13 = t9.clone();
        let mut n14 = 0;
        while n14 < self.count {
            if let Some(layer) = &self.never {
                let mut v15 = match &self.maybe {
                    None => {
                        self.down.forward(&acc13 + acc13.clone())
                    }
                    Some(layer) => {
                        let mut acc16 = t6.clone();
                        for (i, layer) in self.convs.iter().enumerate() {
                            acc16 = self.scale * &t9;
                            if i == 1 {
                                acc16 = acc16.relu();
                            }
                        }
                        t12.clone()
                    }
                };
                acc13 = F::add(&acc13, r11);
            }
            acc13 = F::relu(&t6);
            n14 += 1;
        }
        acc13 *= self.scale;
        let t17 = F::relu(self.conv2.forward(t12) + self.down.forward(&acc13));
        self.head.forward(F::flatten(F::adaptive_avg_pool2d(&t17, 1), 1, -1))
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
