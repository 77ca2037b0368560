//! A random model: seed 9 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    conv0: Conv2d,
    norm2: BatchNorm2d,
    down: Conv2d,
    maybe: Option<Conv2d>,
    conv2: Conv2d,
    pair: (Conv2d, BatchNorm2d),
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            conv0: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            norm2: BatchNorm2d::new(4),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            conv2: Conv2d::new(4, 4, 1),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let t1 = F::relu(self.norm2.forward(self.conv0.forward(({ let inner = F::relu(x.clone()); let edge = inner.max_value() * 0.5; F::avg_pool2d(F::pad(inner, [1, 1, 1, 1], edge), (3, 3), 1) }))));
        let mut t2 = self.down.forward(self.norm2.forward(&t1 + x.clone()));
        let mut t3 = {
            if let Some(layer) = self.maybe.as_ref() {
                let mut all4 = vec![x, t1.clone()];
                let t5 = F::cat(&all4, 1).mean([1], true) + &all4[0];
                t2 = t2.relu();
            }
            t1.clone()
        };
        let r6 = &t3;
        t2 = self.conv2.forward(t2);
        self.pair.0.forward(&t3)
    }
}

#[quantizable]
struct Net {
    count: usize,
    conv0: Conv2d,
    kernel: Tensor,
    convs: Vec<Conv2d>,
    pairs: Vec<(Conv2d, BatchNorm2d)>,
    norm0: BatchNorm2d,
    conv2: Conv2d,
    pair: (Conv2d, BatchNorm2d),
    part: Part,
    act_identity: Identity,
    parts: Vec<Part>,
    never: Option<Conv2d>,
    maybe_part: Option<Part>,
    join: Conv2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            count: 1,
            conv0: Conv2d::new(4, 4, 3).padding(1).bias(false),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            convs: vec![Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 1)],
            pairs: vec![(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            norm0: BatchNorm2d::new(4),
            conv2: Conv2d::new(4, 4, 1),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            part: Part::new(),
            act_identity: Identity::new(),
            parts: vec![Part::new(), Part::new()],
            never: None,
            maybe_part: Some(Part::new()),
            join: Conv2d::new(8, 4, 1),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut acc2 = x.conv2d(&self.kernel, None, 1, 0, 1, 1);
        let mut n3 = 0;
        while n3 < 2 && acc2.mean_value() < 10.0 {
            let mut acc4 = F::relu(self.convs[1].forward(&acc2) + F::relu(&acc2));
            for (conv, norm) in &self.pairs {
                acc4 = F::add_with(acc4, F::sub(&x, &acc2), 0.5);
            }
            acc2 = acc4.relu();
            n3 += 1;
        }
        self.norm0.forward(&acc2)
    }
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = 1.5 * (y + x.mean([1], true));
        }
        y
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = match self.count {
            1 => {
                self.conv0.forward(self.step(x.clone(), 1.5))
            }
            n if n > 2 => {
                let mut acc5 = x.clone();
                for layer in self.convs.iter().rev() {
                    acc5 = F::relu(acc5) * 0.25;
                }
                acc5.conv2d(&self.kernel, None, 1, 0, 1, 1)
            }
            _ => {
                let t6 = F::relu(self.conv2.forward(F::relu(self.pair.0.forward(&x - &x) + &x)) + F::add(&x, &x));
                t6
            }
        };
        let mut x: Tensor = F::relu(self.conv2.forward(self.norm0.forward(self.pair.0.forward(v1))) + self.part.forward(x.clone())).relu();
        let mut all7 = vec![self.act_identity.forward(&x), self.step(x.clone(), 0.75).relu()];
        let mut x = all7.swap_remove(0) - all7.pop().unwrap();
        x = self.parts[1].forward(F::sub(x.clone(), &x));
        x = self.conv2.forward(self.conv2.forward(&x));
        if let Some(layer) = self.maybe_part.as_ref() {
            x = self.twice(&self.conv0.forward(&x), 1);
        }
        let mut t8 = x.relu();
        let mut x = self.join.forward(F::cat([&t8, &t8], 1));
        std::mem::swap(&mut t8, &mut x);
        F::relu6(&x)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
