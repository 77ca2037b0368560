//! A random model: seed 16 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    convs: Vec<Conv2d>,
    kernel: Tensor,
    count: usize,
    conv2: Conv2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            convs: vec![Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2)],
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            count: 2,
            conv2: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = x.clone();
        for (i, layer) in self.convs.iter().enumerate() {
            acc1 = ({ let inner = acc1.conv2d(&self.kernel, None, 1, 0, 1, 1).reshape([-1, 4, 36]); inner.view([-1, 4, 6, 6]) });
            if i == 1 {
                acc1 = acc1.relu();
            }
        }
        let mut v2 = match self.count {
            1 => {
                F::relu(acc1)
            }
            n if n > 2 => {
                let n3 = x.size(1) * x.size(-1);
                debug_assert_eq!(x.dim(), 4);
                assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
                debug_assert!(n3 == 24 && x.numel() % 144 == 0);
                let k4 = n3 as f32 / 48.0;
                acc1
            }
            _ => {
                acc1 = self.conv2.forward(acc1);
                x
            }
        };
        let r5 = &v2;
        let mut t6 = F::add(r5, r5);
        F::conv2d(r5, &self.kernel, None, 1, 0, 1, 1) + &v2 + &t6
    }
}

#[quantizable]
struct Net {
    convs: [Conv2d; 3],
    act_silu: SiLU,
    part: Part,
    conv0: Conv2d,
    count: usize,
    parts: Vec<Part>,
    join: Conv2d,
    maybe: Option<Conv2d>,
    maybe_part: Option<Part>,
    down: Conv2d,
    conv1: Conv2d,
    conv2: Conv2d,
    norm1: BatchNorm2d,
    never: Option<Conv2d>,
    dropout: Dropout,
    average: AvgPool2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            convs: [Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 3).padding(1).groups(4)],
            act_silu: SiLU::new(),
            part: Part::new(),
            conv0: Conv2d::new(4, 4, 3).padding(1).bias(false),
            count: 3,
            parts: vec![Part::new(), Part::new()],
            join: Conv2d::new(8, 4, 1),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            maybe_part: Some(Part::new()),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            conv1: Conv2d::new(4, 4, 3).padding(1).bias(false),
            conv2: Conv2d::new(4, 4, 3).padding(1),
            norm1: BatchNorm2d::new(4),
            never: None,
            dropout: Dropout::new(0.5),
            average: AvgPool2d::new(3).stride(1).padding(1),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        a.add(b) + b.relu()
    }
    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        if x.argmax() % 2 == 1 {
            return None;
        }
        if let Some(layer) = self.maybe_part.as_ref() {
            let mut t4 = self.down.forward(self.conv1.forward(x.relu6()));
        }
        let y = F::add_with(x + x, self.conv2.forward(x), 0.5);
        let _ = self.maybe.as_ref()?;
        Some(y)
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        if let Some(layer) = &self.maybe_part {
            let mut acc8 = x.sub(&x);
            for i9 in 0..self.convs.len() {
                acc8 = self.dropout.forward(F::relu(self.norm1.forward(self.convs[2].forward(acc8))));
                acc8 = self.convs[i9].forward(&acc8);
                if i9 == 1 {
                    continue;
                }
                acc8 = acc8.relu();
            }
            acc8 = layer.forward(self.parts[1].forward(acc8));
        }
        self.average.forward(&x)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = &x + 1.5;
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            let t2 = F::adaptive_avg_pool2d(F::relu(layer.forward(acc1.relu()) + F::gelu(&acc1)), 3);
            acc1 = self.act_silu.forward(self.part.forward(acc1));
        }
        acc1 = self.conv0.forward(&acc1);
        let mut v3 = match self.count {
            0 | 3 => {
                self.parts[0].forward(acc1) - 1.5
            }
            1..=2 => {
                Self::mix(self.join.forward(F::cat([&x, &acc1], 1)), &acc1)
            }
            _ => {
                acc1.relu()
            }
        };
        if self.count > 1 {
            v3 = self.parts[1].forward(x);
        } else {
            let mut v5 = match self.attempt(&x) {
                Some(found) => found,
                None => v3.clone(),
            };
            v5 = F::sigmoid(v5).mul(F::relu(self.norm1.forward(self.conv1.forward(&x))));
        }
        let [a6, mut b7] = [v3.clone(), Self::mix(self.step(v3.clone(), 0.5), &v3)];
        let mut all10 = vec![a6, F::relu(&v3).relu6()];
        let mut sum11 = all10.pop().unwrap();
        for each in &all10 {
            sum11 += each;
        }
        let mut acc12 = self.two_pairs[1].1.forward(&sum11);
        for layer in &self.parts {
            let mut v13 = 'done14: {
                if sum11.argmax_dim(1)[0] % 2 == 0 {
                    break 'done14 acc12.clone();
                }
                layer.forward(acc12.clone()).relu6()
            };
            acc12 = v13.relu6();
        }
        let r15 = &acc12;
        let mut t16 = b7 - r15;
        let n17 = v3.size(1) * v3.size(-1);
        debug_assert_eq!(v3.dim(), 4);
        assert_eq!(v3.dim(), 4, "not an image: {:?}", v3.shape());
        debug_assert!(n17 == 24 && v3.numel() % 144 == 0);
        let k18 = n17 as f32 / 48.0;
        F::relu(&acc12) + &sum11 + &acc12
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
