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
    pair: (Conv2d, BatchNorm2d),
    two_pairs: [(Conv2d, BatchNorm2d); 2],
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            conv1: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            norm0: BatchNorm2d::new(4),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = ({ let inner = y.reshape([-1, 4, 36]); inner.view([-1, 4, 6, 6]) }).sub(x.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1));
        }
        y
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = F::mul(self.norm0.forward(self.conv1.forward(&x)) * self.twice(&x, 1).mean([1], true), &x);
        let y2 = self.pair.0.forward(t1);
        let y2 = self.two_pairs[0].1.forward(y2);
        let mut x = y2.relu() + &y2;
        x -= Tensor::full(&[2, 4, 6, 6], 1.5);
        #[quantizable(float)]
        let t3 = soften(&x);
        F::relu(t3)
    }
}

#[quantizable]
struct Net {
    never: Option<Conv2d>,
    maybe_part: Option<Part>,
    down: Conv2d,
    part: Part,
    convs: [Conv2d; 3],
    count: usize,
    fancy: bool,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    scale: f32,
    norm0: BatchNorm2d,
    act_relu: ReLU,
    join: Conv2d,
    kernel: Tensor,
    parts: Vec<Part>,
    head: Linear,
    pair: (Conv2d, BatchNorm2d),
    fc0: Linear,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            never: None,
            maybe_part: None,
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            part: Part::new(),
            convs: [Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1)],
            count: 3,
            fancy: true,
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            scale: 0.75,
            norm0: BatchNorm2d::new(4),
            act_relu: ReLU::new(),
            join: Conv2d::new(8, 4, 1),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            parts: vec![Part::new(), Part::new()],
            head: Linear::new(4, 6),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            fc0: Linear::new(6, 6).bias(false),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        if self.fancy {
            let t5 = (&x * self.convs[1].forward(&x).relu().mean([1], true)).relu();
        } else if x.argmax() % 2 == 1 {
            let mut t6: Tensor = F::relu(self.two_pairs[1].1.forward(self.two_pairs[1].0.forward(&x * self.scale)));
        }
        F::relu(self.norm0.forward(self.convs[1].forward(&x)))
    }
    fn forward(&self, x: Tensor) -> Tensor {
        if let Some(layer) = self.maybe_part.as_ref() {
            let mut t1 = self.down.forward(x.relu6() + self.part.forward(x.clone()));
        }
        let mut acc2 = F::relu(x.clone());
        for i3 in (0..self.count).rev() {
            let mut v4 = match &self.never {
                None => {
                    let mut t7 = self.convs[i3].forward(self.step(acc2.sub(&acc2), 0.25));
                    self.act_relu.forward(t7).max_pool2d(2, 2)
                }
                Some(layer) => {
                    let mut t8 = self.join.forward(F::cat([&x, &x.relu()], 1)) - &x;
                    self.down.forward(t8 + &acc2)
                }
            };
            acc2 = self.convs[i3].forward(acc2.conv2d(&self.kernel, None, 1, 0, 1, 1));
        }
        let mut acc9 = acc2.mul(&acc2);
        for i10 in 1..=2 {
            let t11 = self.part.forward(F::add_with(&acc2, &acc2, 0.5).conv2d(&self.kernel, None, 1, 0, 1, 1));
            acc9 = F::relu(acc9.clone());
        }
        let mut v12 = if !self.fancy {
            let mut t13 = self.parts[1].forward(acc9).max_pool2d(2, 2);
            self.head.forward(F::flatten(F::adaptive_avg_pool2d(&x, 1), 1, -1))
        } else {
            let both16 = (x, acc9);
            let a14 = F::relu(&both16.0);
            let mut b15 = both16.1;
            self.head.forward(F::flatten(F::adaptive_avg_pool2d(&acc2, 1), 1, -1))
        };
        v12 *= self.scale;
        let mut t17 = self.down.forward(&acc2);
        v12 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(&acc2, 1), 1, -1));
        let r18 = &acc2;
        t17 = self.pair.0.forward(t17);
        let t19 = self.fc0.forward(&v12);
        F::max_pool2d(F::pad(&t17, [1, 1, 1, 1], 0.0), 3, 1)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
