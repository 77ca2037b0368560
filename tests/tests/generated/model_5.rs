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
        t3.leaky_relu(0.125) + &x + &t3
    }
}

#[quantizable]
struct Net {
    maybe: Option<Conv2d>,
    scale: f32,
    never: Option<Conv2d>,
    parts: Vec<Part>,
    pair: (Conv2d, BatchNorm2d),
    convs: Vec<Conv2d>,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    norm1: BatchNorm2d,
    kernel: Tensor,
    join: Conv2d,
    act_relu: ReLU,
    conv0: Conv2d,
    fancy: bool,
    head: Linear,
    down: Conv2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            scale: 0.5,
            never: None,
            parts: vec![Part::new(), Part::new()],
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            convs: vec![Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1)],
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            norm1: BatchNorm2d::new(4),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            join: Conv2d::new(8, 4, 1),
            act_relu: ReLU::new(),
            conv0: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            fancy: true,
            head: Linear::new(4, 6),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
        }
    }

    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        if self.never.is_some() {
            return None;
        }
        let mut t2 = x.relu6().relu();
        let y = F::add_with(&t2, &t2, 0.5).relu();
        let _ = self.maybe.as_ref()?;
        Some(y)
    }
    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        b.add_scalar(0.5).relu6() + b
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = match &self.maybe {
            None => {
                F::adaptive_avg_pool2d(self.scale * &x, 3)
            }
            Some(layer) => {
                let mut v3 = if let Some(found) = self.attempt(&self.parts[1].forward(x.clone())) { found } else { x.clone() };
                F::adaptive_avg_pool2d(F::relu(self.pair.0.forward(v3) + self.convs[0].forward(x.clone())), 3)
            }
        };
        let y4 = self.two_pairs[0].0.forward(&x);
        let y4 = self.norm1.forward(y4);
        let mut x = F::relu(y4 + Self::mix(x.clone(), &x));
        v1 = F::adaptive_avg_pool2d(&x, 3);
        let mut acc5 = x.sub(&x);
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            let mut v6 = if let Some(found) = self.attempt(&F::pad(&v1, [1, 2, 2, 1], 0.0)) { found } else { acc5.clone() };
            acc5 = F::add_with(acc5, &v6 + &x, 0.5);
        }
        let mut v7 = self.attempt(&F::mul_scalar(acc5, self.scale)).unwrap_or(x.clone());
        let mut x = F::relu6(&v7);
        let mut acc8 = x.conv2d(&self.kernel, None, 1, 0, 1, 1);
        let mut n9 = 0;
        let mut v10 = loop {
            let mut v11 = if acc8.argmax_dim(1)[0] % 2 == 0 {
                x = self.join.forward(F::cat([&x, &acc8], 1));
                F::add_with(&x, &x, 0.5).conv2d(&self.kernel, None, 1, 0, 1, 1)
            } else {
                self.act_relu.forward(&acc8).add(&v7)
            };
            acc8 = self.conv0.forward(&v7).relu() - self.scale;
            n9 += 1;
            if n9 >= 2 {
                break acc8.relu() * 0.5;
            }
        };
        let late12;
        if { acc8 = F::conv2d(acc8.leaky_relu(0.125), &self.kernel, None, 1, 0, 1, 1); !self.fancy } {
            late12 = self.two_pairs[1].1.forward(self.pair.0.forward(x / 1.5));
        } else {
            late12 = x;
        }
        v7 += self.scale;
        let mut t13: Tensor = self.head.forward(F::flatten(F::adaptive_avg_pool2d(&acc8, 1), 1, -1));
        v1 += self.down.forward(&v10);
        F::dropout(&t13, 0.1) + v7.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + acc8.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + v10.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + v1.adaptive_avg_pool2d((1, 6)).mean([1, 2], false) + &t13
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
