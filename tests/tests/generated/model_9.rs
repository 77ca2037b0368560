//! A random model: seed 9 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

fn soften(x: &Tensor) -> Tensor {
    let values = x.as_slice().iter().map(|v| v / (1.0 + v.abs()));
    Tensor::from_vec(values.collect(), x.shape())
}

#[quantizable]
struct Part {
    count: usize,
    conv1: Conv2d,
    scale: f32,
    join: Conv2d,
    convs: Vec<Conv2d>,
    wide144: Linear,
    act_relu: ReLU,
    head: Linear,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            count: 2,
            conv1: Conv2d::new(4, 4, 1),
            scale: 0.5,
            join: Conv2d::new(8, 4, 1),
            convs: vec![Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1).groups(4)],
            wide144: Linear::new(144, 6),
            act_relu: ReLU::new(),
            head: Linear::new(4, 6),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let t2 = F::relu(F::relu(x.clone()));
        F::relu(self.conv1.forward(t2) + &x).pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = match self.count {
            0 | 3 => {
                self.step(1.0 - &x, 0.25)
            }
            1..=2 => {
                let mut acc3 = self.join.forward(F::cat([&x, &x], 1));
                for layer in self.convs.iter().rev() {
                    acc3 = F::relu(self.join.forward(F::cat([&acc3, &acc3], 1)));
                }
                acc3
            }
            _ => {
                let mut t4 = self.wide144.forward(x.reshape([-1, 144]));
                x.clone() + t4.mean([1], true).reshape([-1, 1, 1, 1])
            }
        };
        v1 -= &x;
        v1 = self.act_relu.forward(x);
        let t5 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(&v1, 1), 1, -1));
        F::add(&v1, &v1) + &v1
    }
}

#[quantizable]
struct Net {
    conv1: Conv2d,
    norm0: BatchNorm2d,
    parts: Vec<Part>,
    plain: bool,
    kernel: Tensor,
    pair: (Conv2d, BatchNorm2d),
    conv0: Conv2d,
    maybe: Option<Conv2d>,
    head: Linear,
    average: AvgPool2d,
    wide144: Linear,
    join: Conv2d,
    convs: [Conv2d; 3],
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            conv1: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            norm0: BatchNorm2d::new(4),
            parts: vec![Part::new(), Part::new()],
            plain: false,
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            conv0: Conv2d::new(4, 4, 3).padding(1).groups(4),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            head: Linear::new(4, 6),
            average: AvgPool2d::new(3).stride(1).padding(1),
            wide144: Linear::new(144, 6),
            join: Conv2d::new(8, 4, 1),
            convs: [Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1)],
        }
    }

    fn pick(&self, x: &Tensor) -> &Conv2d {
        match &self.maybe {
            Some(layer) => layer,
            None => &self.pair.0,
        }
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let late7;
        if !self.plain {
            late7 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(self.average.forward(&x), 1), 1, -1));
        } else {
            late7 = self.wide144.forward(self.join.forward(F::cat([&x, &x], 1)).reshape([-1, 144]));
        }
        self.conv1.forward(self.pair.0.forward(&x))
    }
    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = F::relu(self.norm0.forward(self.conv1.forward(&y)));
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = self.norm0.forward(self.conv1.forward(&x));
        for layer in &self.parts {
            let mut v2 = 'done3: {
                if self.plain {
                    break 'done3 F::relu(&acc1);
                }
                if x.argmax_dim(1)[0] % 2 == 0 {
                    let mut acc4 = F::conv2d(&acc1, &self.kernel, None, 1, 0, 1, 1);
                    let mut n5 = 0;
                    let mut v6 = loop {
                        acc4 = self.pick(&acc1).forward(F::relu(&x));
                        n5 += 1;
                        if n5 >= 2 {
                            break acc4.relu() * 0.5;
                        }
                    };
                    acc4 = self.pick(&v6).forward(self.step(acc1.clone(), 1.5));
                }
                F::relu(self.pair.0.forward(&x) + layer.forward(acc1.clone())).relu()
            };
            acc1 = self.limited(acc1, 1).unwrap();
        }
        let mut acc8 = F::relu(self.conv0.forward(acc1.clone()) + F::relu(&acc1));
        for (i, layer) in self.convs.iter().enumerate() {
            acc8 = layer.forward(F::relu(&acc1));
            if i == 1 {
                acc8 = acc8.relu();
            }
        }
        acc1 += &acc8;
        acc8 *= 0.75;
        let both11 = (acc8, acc1);
        let a9 = F::relu(&both11.0);
        let mut b10 = both11.1;
        b10 -= 0.25;
        #[quantizable(float)]
        let t12 = soften(&b10);
        #[quantizable(float)]
        let t13 = soften(&t12);
        self.head.forward(t13.mean([2, 3], false)) + b10.adaptive_avg_pool2d((1, 6)).mean([1, 2], false)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
