//! A random model: seed 8 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

fn soften(x: &Tensor) -> Tensor {
    let values = x.as_slice().iter().map(|v| v / (1.0 + v.abs()));
    Tensor::from_vec(values.collect(), x.shape())
}

#[quantizable]
struct Part {
    norm2: BatchNorm2d,
    convs: Vec<Conv2d>,
    conv1: Conv2d,
    conv0: Conv2d,
    wide144: Linear,
    act_identity: Identity,
    fc1: Linear,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            norm2: BatchNorm2d::new(4),
            convs: vec![Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(2).dilation(2)],
            conv1: Conv2d::new(4, 4, 3).padding(1),
            conv0: Conv2d::new(4, 4, 1),
            wide144: Linear::new(144, 6),
            act_identity: Identity::new(),
            fc1: Linear::new(6, 6),
        }
    }

    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = self.norm2.forward(0.75 * &y);
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut t2 = self.conv1.forward(F::relu(x.clone())) - k;
        self.conv0.forward(x.add(t2))
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = self.limited(x.clone(), 1).unwrap();
        for layer in self.convs.iter().rev() {
            acc1 = x.sub(self.step(acc1, -0.5));
        }
        let t3 = self.wide144.forward(F::relu(self.conv1.forward(acc1.relu()) + self.act_identity.forward(acc1.clone())).reshape([-1, 144]));
        let both6 = (acc1, x.clone());
        let a4 = F::relu(&both6.0);
        let mut b5 = both6.1;
        let mut t7 = F::relu(&t3);
        t7 = self.fc1.forward(&t7);
        F::relu(&b5) + &b5 + t3.mean([1], true).reshape([-1, 1, 1, 1])
    }
}

#[quantizable]
struct Net {
    count: usize,
    conv1: Conv2d,
    kernel: Tensor,
    parts: Vec<Part>,
    part: Part,
    act_relu: ReLU,
    never: Option<Conv2d>,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    conv2: Conv2d,
    norm2: BatchNorm2d,
    scale: f32,
    dropout: Dropout,
    down: Conv2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            count: 2,
            conv1: Conv2d::new(4, 4, 1),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            parts: vec![Part::new(), Part::new()],
            part: Part::new(),
            act_relu: ReLU::new(),
            never: None,
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            conv2: Conv2d::new(4, 4, 3).padding(1).groups(4),
            norm2: BatchNorm2d::new(4),
            scale: 0.75,
            dropout: Dropout::new(0.5),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
        }
    }

    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        let mut acc4 = x.conv2d(&self.kernel, None, 1, 0, 1, 1);
        for layer in &self.parts {
            acc4 += 1.5;
            acc4 = ({ let inner = &acc4; let edge = inner.max_value() * 0.5; F::avg_pool2d(F::pad(inner, [1, 1, 1, 1], edge), (3, 3), 1) }) - acc4.permute([0, 1, 3, 2]).mean([1], true);
        }
        let y = self.part.forward(acc4) - self.act_relu.forward(x);
        let _ = self.never.as_ref()?;
        Some(y)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        #[quantizable(float)]
        let t1 = soften(&x);
        let mut acc2 = F::relu(t1);
        let mut n3 = 0;
        while n3 < self.count {
            acc2 = self.conv1.forward(F::relu(acc2.clone()));
            n3 += 1;
        }
        let mut v5 = self.attempt(&self.two_pairs[0].0.forward(acc2)).unwrap_or(x.clone());
        v5 = F::relu(self.norm2.forward(self.conv2.forward(1.0 - v5)));
        v5 -= self.scale;
        let mut v6 = match self.attempt(&self.dropout.forward(x.clone())) {
            Some(found) => found,
            None => x.clone(),
        };
        self.down.forward(F::relu(v6)) + x.max_pool2d(2, 2) + v5.max_pool2d(2, 2)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
