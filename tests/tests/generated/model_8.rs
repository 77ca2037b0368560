//! A random model: seed 8 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

fn soften(x: &Tensor) -> Tensor {
    let values = x.as_slice().iter().map(|v| v / (1.0 + v.abs()));
    Tensor::from_vec(values.collect(), x.shape())
}

#[quantizable]
struct Part {
    count: usize,
    convs: Vec<Conv2d>,
    norm0: BatchNorm2d,
    join: Conv2d,
    plain: bool,
    pool: MaxPool2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            count: 1,
            convs: vec![Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 1)],
            norm0: BatchNorm2d::new(4),
            join: Conv2d::new(8, 4, 1),
            plain: false,
            pool: MaxPool2d::new(3).stride(1).padding(1),
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::relu(b.relu())
    }
    fn forward(&self, x: Tensor) -> Tensor {
        if x.max_value() + x.mean_value() < 1.0 {
            let mut acc1 = x.relu();
            let mut n2 = 0;
            while n2 < self.count {
                let mut acc3 = Self::mix(acc1.clone(), &acc1);
                for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
                    acc3 = ({ let inner = self.norm0.forward(&acc1).reshape([-1, 4, 36]); inner.view([-1, 4, 6, 6]) });
                }
                acc1 = acc3.relu();
                n2 += 1;
            }
            acc1 = self.join.forward(F::cat([&x, &acc1], 1));
        } else if self.count % 2 == 1 && self.plain {
            let mut t4 = self.pool.forward(&x);
        }
        let x = x.relu();
        let mut all5 = Vec::new();
        all5.push(x.clone());
        for layer in self.convs.iter().take(2) {
            all5.push(x.clone());
        }
        let mut t6 = all5[0].clone();
        while let Some(next) = all5.pop() {
            t6 = F::relu(t6 + next);
        }
        #[quantizable(float)]
        let t7 = soften(&t6);
        #[quantizable(float)]
        let t8 = soften(&t7);
        t8 - &t7
    }
}

#[quantizable]
struct Net {
    convs: Vec<Conv2d>,
    parts: Vec<Part>,
    dropout: Dropout,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    conv1: Conv2d,
    count: usize,
    act_relu: ReLU,
    part: Part,
    fancy: bool,
    pair: (Conv2d, BatchNorm2d),
    norm0: BatchNorm2d,
    down: Conv2d,
    plain: bool,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            convs: vec![Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1)],
            parts: vec![Part::new(), Part::new()],
            dropout: Dropout::new(0.5),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            conv1: Conv2d::new(4, 4, 3).padding(1).groups(4),
            count: 1,
            act_relu: ReLU::new(),
            part: Part::new(),
            fancy: true,
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            norm0: BatchNorm2d::new(4),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            plain: false,
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::max_pool2d(F::pad(F::mul(a, b.clone()), [1, 1, 1, 1], 0.0), 3, 1)
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut v10 = if self.count % 2 == 1 && self.fancy {
            let mut acc11 = x.relu();
            for layer in &self.parts {
                acc11 -= F::relu(self.norm0.forward(self.pair.0.forward(x.relu())));
                acc11 = self.dropout.forward(&acc11).sub(self.act_relu.forward(&x));
            }
            self.down.forward(acc11)
        } else {
            let mut all12 = vec![x.clone(), x.clone()];
            let x = F::cat(&all12, 1).mean([1], true) + &all12[0];
            F::adaptive_avg_pool2d(&x, 3)
        };
        self.pair.0.forward(&x)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = F::relu(&x);
        for layer in self.convs.iter().rev() {
            let mut all2 = vec![acc1.clone(), self.parts[0].forward(acc1.clone()) - 1.5];
            let mut t3 = all2[0].clone();
            while let Some(next) = all2.pop() {
                t3 = F::relu(t3 + next);
            }
            acc1 = self.dropout.forward(Self::mix(t3, &acc1));
        }
        let mut all4 = vec![x, self.two_pairs[0].0.forward(&acc1).relu() - self.conv1.forward(&acc1)];
        let mut sum5 = all4.pop().unwrap();
        for each in &all4 {
            sum5 += each;
        }
        let late6;
        if self.count > 1 {
            late6 = (&sum5 - &sum5).relu();
        } else {
            late6 = self.act_relu.forward(self.two_pairs[0].1.forward(acc1));
        }
        let mut t7: Tensor = self.parts[1].forward(self.part.forward(self.dropout.forward(late6)));
        let mut v8 = match self.count {
            0 | 3 => {
                F::relu(F::relu(sum5))
            }
            1..=2 => {
                F::relu(t7.clone())
            }
            _ => {
                Self::mix(sum5, &t7).relu()
            }
        };
        let mut acc9 = self.step(v8, 0.75);
        for i13 in (0..self.count).rev() {
            let late14;
            if !self.plain {
                late14 = Self::mix(acc9.clone(), &t7).max_pool2d(2, 2);
            } else {
                late14 = self.down.forward(&acc9);
            }
            acc9 = (&t7 - acc9.clone()) + 0.5;
        }
        #[quantizable(float)]
        let t15 = soften(&acc9);
        acc9 -= -0.5;
        t7 -= t15;
        std::mem::swap(&mut t7, &mut acc9);
        self.step(acc9, 1.5)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
