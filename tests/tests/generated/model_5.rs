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
        let mut t1 = F::sub(self.norm0.forward(self.conv1.forward(&x)) - self.twice(&x, 1).mean([1], true), &x);
        let y2 = self.pair.0.forward(t1);
        let y2 = self.two_pairs[0].1.forward(y2);
        let mut x = y2.relu() + &y2;
        x -= Tensor::full(&[2, 4, 6, 6], 1.5);
        #[quantizable(float)]
        let t3 = soften(&x);
        F::relu(t3) + &x
    }
}

#[quantizable]
struct Net {
    maybe: Option<Conv2d>,
    scale: f32,
    never: Option<Conv2d>,
    maybe_part: Option<Part>,
    pairs: Vec<(Conv2d, BatchNorm2d)>,
    convs: Vec<Conv2d>,
    norm2: BatchNorm2d,
    part: Part,
    fancy: bool,
    head: Linear,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    join: Conv2d,
    kernel: Tensor,
    count: usize,
    conv1: Conv2d,
    act_relu: ReLU,
    two: [Part; 2],
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            scale: 0.5,
            never: None,
            maybe_part: None,
            pairs: vec![(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            convs: vec![Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1)],
            norm2: BatchNorm2d::new(4),
            part: Part::new(),
            fancy: true,
            head: Linear::new(4, 6),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            join: Conv2d::new(8, 4, 1),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            count: 2,
            conv1: Conv2d::new(4, 4, 3).padding(1).groups(4),
            act_relu: ReLU::new(),
            two: [Part::new(), Part::new()],
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = self.join.forward(F::cat([x, &y], 1)) - F::relu(x);
        }
        y
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut acc7 = &x + x.mean([1], true);
        let mut n8 = 0;
        let mut v9 = loop {
            acc7 = self.conv1.forward(self.conv1.forward(&acc7)).relu();
            n8 += 1;
            if n8 >= 2 {
                break acc7.relu() * 0.5;
            }
        };
        F::add_with(self.act_relu.forward(v9.clone()), self.act_relu.forward(&v9), 0.5) + &acc7 + &v9
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = match &self.maybe {
            None => {
                F::adaptive_avg_pool2d(x.add_scalar(self.scale), 3)
            }
            Some(layer) => {
                if let Some(layer) = self.maybe_part.as_ref() {
                    let mut t2 = (F::relu(&x) + x.mean([1], true)).relu6();
                }
                F::relu(&x).max_pool2d(2, 2)
            }
        };
        let r3 = &x;
        let mut acc4 = r3 + 0.25;
        for (conv, norm) in &self.pairs {
            acc4 = self.norm2.forward(conv.forward(self.convs[0].forward(x.clone())));
            acc4 = self.part.forward(acc4);
        }
        if self.fancy {
            return self.head.forward(v1.relu().mean([2, 3], false));
        }
        acc4 -= self.join.forward(F::cat([r3, &self.two_pairs[0].1.forward(&x)], 1));
        if let Some(layer) = &self.maybe {
            v1 = F::conv2d(({ let inner = v1.reshape([-1, 4, 9]); inner.view([-1, 4, 3, 3]) }), &self.kernel, None, 1, 0, 1, 1);
        }
        let mut acc5 = &acc4 * 0.5;
        for (conv, norm) in &self.pairs {
            acc5 = self.twice(&F::relu(self.two_pairs[0].1.forward(conv.forward(r3))), 1);
        }
        let mut v6 = if self.count > 1 {
            self.step(acc4.conv2d(&self.kernel, None, 1, 0, 1, 1), 0.75)
        } else {
            self.two[1].forward(self.join.forward(F::cat([&acc5, &acc4], 1)))
        };
        let mut acc10 = F::pad(&v1, [1, 2, 2, 1], 0.0);
        for (conv, norm) in &self.pairs {
            let both13 = (F::relu(&acc4), v6.clone());
            let a11 = F::relu(&both13.0);
            let mut b12 = both13.1;
            acc10 = F::relu(conv.forward(&a11) + &a11);
        }
        let mut t14: Tensor = self.head.forward(v1.mean([2, 3], false));
        v6 += self.scale;
        t14.relu() + acc4.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + acc5.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + v6.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + acc10.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + v1.adaptive_avg_pool2d((1, 6)).mean([1, 2], false)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
