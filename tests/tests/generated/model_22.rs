//! A random model: seed 22 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Net {
    act_relu: ReLU,
    count: usize,
    norm0: BatchNorm2d,
    convs: [Conv2d; 3],
    scale: f32,
    conv0: Conv2d,
    dropout: Dropout,
    maybe: Option<Conv2d>,
    conv2: Conv2d,
    conv1: Conv2d,
    plain: bool,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    norm2: BatchNorm2d,
    kernel: Tensor,
    wide144: Linear,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            act_relu: ReLU::new(),
            count: 3,
            norm0: BatchNorm2d::new(4),
            convs: [Conv2d::new(4, 4, 1), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 1)],
            scale: 0.75,
            conv0: Conv2d::new(4, 4, 1),
            dropout: Dropout::new(0.5),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            conv2: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            conv1: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            plain: false,
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            norm2: BatchNorm2d::new(4),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            wide144: Linear::new(144, 6),
        }
    }

    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        let mut acc8 = x - x;
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            acc8 = self.conv0.forward(F::transpose(&acc8, 2, 3));
        }
        let y = F::add(x + &acc8, self.dropout.forward(&acc8));
        let _ = self.maybe.as_ref()?;
        Some(y)
    }
    fn pick(&self, x: &Tensor) -> &Conv2d {
        if self.count % 2 == 1 && self.plain { &self.conv2 } else { &self.conv1 }
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut x = F::relu(self.two_pairs[1].0.forward(&x) + x.relu6());
        x.permute([0, 1, 3, 2]).relu() + &x
    }
    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = F::relu(y.clone());
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = F::relu(F::sub(&x, &x)).max_pool2d(2, 2);
        let mut acc2 = x.clone();
        let mut n3 = 0;
        while n3 < 2 && acc2.mean_value() < 10.0 {
            acc2 = F::relu(F::pad(&t1, [1, 2, 2, 1], 0.0));
            n3 += 1;
        }
        let t4: Tensor = F::relu(F::pad(self.act_relu.forward(&t1), [1, 2, 2, 1], 0.0));
        if self.count > 1 {
            return self.norm0.forward(&t4).relu6();
        }
        let mut all5 = Vec::new();
        all5.push(F::pad(({ let inner = t1.reshape([-1, 4, 9]); inner.view([inner.size(0), 4, 3, 3]) }), [1, 2, 2, 1], 0.0));
        for layer in self.convs.iter().take(2) {
            all5.push(self.scale * &x);
        }
        let t6 = F::cat(&all5, 1).mean([1], true) + &all5[0];
        let mut acc7 = t6;
        for layer in self.convs.iter().rev() {
            let mut v9 = if let Some(found) = self.attempt(&F::relu(self.two_pairs[1].1.forward(self.pick(&acc7).forward(&acc7)))) { found } else { acc2.clone() };
            acc7 = self.norm2.forward(self.conv2.forward(acc2.relu6()));
        }
        let mut t4 = {
            let t10 = F::add_with(self.step(acc7.add_scalar(-0.5), -0.5), &acc7, 0.5);
            t10.conv2d(&self.kernel, None, 1, 0, 1, 1).conv2d(&self.kernel, None, 1, 0, 1, 1)
        };
        let t11 = F::add_with(self.limited(t4, 1).unwrap() + acc7.mean([1], true), &acc2, 0.5);
        let mut t12 = self.wide144.forward(acc2.reshape([-1, 144]));
        acc2 = self.two_pairs[0].1.forward(acc7);
        acc2 * &x + t12.mean([1], true).reshape([-1, 1, 1, 1])
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
