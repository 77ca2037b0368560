//! A random model: seed 8 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

fn soften(x: &Tensor) -> Tensor {
    let values = x.as_slice().iter().map(|v| v / (1.0 + v.abs()));
    Tensor::from_vec(values.collect(), x.shape())
}

#[quantizable]
struct Part {
    scale: f32,
    kernel: Tensor,
    join: Conv2d,
    convs: [Conv2d; 3],
    conv0: Conv2d,
    norm0: BatchNorm2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            scale: 1.25,
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            join: Conv2d::new(8, 4, 1),
            convs: [Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2)],
            conv0: Conv2d::new(4, 4, 3).padding(1).groups(4),
            norm0: BatchNorm2d::new(4),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        #[quantizable(float)]
        let t1 = soften(&x);
        let mut t1 = F::mul_scalar(F::add_with(&t1, t1.clone(), 0.5).relu(), self.scale);
        let mut t1 = &t1 - (&t1 - -0.5).conv2d(&self.kernel, None, 1, 0, 1, 1).mean([1], true);
        let mut all2 = Vec::new();
        all2.push(self.join.forward(F::cat([&x, &t1], 1)));
        for layer in self.convs.iter().take(2) {
            all2.push(t1.clone());
        }
        let t3 = all2.swap_remove(0) - all2.pop().unwrap();
        self.norm0.forward(self.conv0.forward(&t1))
    }
}

#[quantizable]
struct Net {
    conv0: Conv2d,
    norm2: BatchNorm2d,
    act_identity: Identity,
    part: Part,
    parts: Vec<Part>,
    pair: (Conv2d, BatchNorm2d),
    plain: bool,
    head: Linear,
    wide144: Linear,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            conv0: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            norm2: BatchNorm2d::new(4),
            act_identity: Identity::new(),
            part: Part::new(),
            parts: vec![Part::new(), Part::new()],
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            plain: false,
            head: Linear::new(4, 6),
            wide144: Linear::new(144, 6),
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = self.act_identity.forward(y.relu());
        }
        y
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        if x.max_value() + x.mean_value() < 1.0 {
            let mut x = F::squeeze(x.add_scalar(k).relu().unsqueeze(1), 1);
        }
        self.parts[0].forward(F::relu(self.norm2.forward(self.pair.0.forward(&x))))
    }
    fn forward(&self, x: Tensor) -> Tensor {
        #[quantizable(float)]
        let t1 = soften(&x);
        let y2 = self.conv0.forward(self.twice(&t1, 2));
        let y2 = self.norm2.forward(y2);
        let mut t3 = y2.relu6();
        let r4 = &t3;
        let t5 = self.part.forward(self.step(self.part.forward(r4.clone()), 0.25));
        if !self.plain {
            return self.head.forward(self.part.forward(t3.clone()).mean([2, 3], false));
        }
        #[quantizable(float)]
        let t6 = soften(&t5);
        self.wide144.forward(self.conv0.forward(t1).relu().reshape([-1, 144]))
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
