//! A random model: seed 6 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    norm2: BatchNorm2d,
    conv1: Conv2d,
    norm0: BatchNorm2d,
    join: Conv2d,
    convs: [Conv2d; 3],
    act_relu: ReLU,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            norm2: BatchNorm2d::new(4),
            conv1: Conv2d::new(4, 4, 3).padding(1).groups(4),
            norm0: BatchNorm2d::new(4),
            join: Conv2d::new(8, 4, 1),
            convs: [Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2)],
            act_relu: ReLU::new(),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        let n2 = x.size(1) * x.size(-1);
        debug_assert!(n2 == 24 && x.numel() == 288);
        let k3 = n2 as f32 / 48.0;
        self.norm2.forward(self.norm0.forward(self.conv1.forward(&x)))
    }
    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::squeeze(a.unsqueeze(1), 1).relu()
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut all1 = Vec::new();
        all1.push(self.step(self.join.forward(F::cat([&x, &x], 1)), -0.5));
        for layer in self.convs.iter().take(2) {
            all1.push(F::relu(self.act_relu.forward(x.clone())));
        }
        let mut t4 = all1[0].clone();
        while let Some(next) = all1.pop() {
            t4 = F::relu(t4 + next);
        }
        let mut acc5 = t4.relu();
        let mut n6 = 0;
        while n6 < 2 && acc5.mean_value() < 10.0 {
            let mut t4 = t4.permute([0, 1, 3, 2]);
            acc5 = self.join.forward(F::cat([&acc5, &t4], 1));
            n6 += 1;
        }
        let [a7, mut b8] = [acc5, t4];
        b8 = Self::mix(b8, &a7);
        &a7 * b8
    }
}

#[quantizable]
struct Net {
    fancy: bool,
    two: [Part; 2],
    kernel: Tensor,
    plain: bool,
    scale: f32,
    part: Part,
    never: Option<Conv2d>,
    average: AvgPool2d,
    pool: MaxPool2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            fancy: true,
            two: [Part::new(), Part::new()],
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            plain: false,
            scale: 1.25,
            part: Part::new(),
            never: None,
            average: AvgPool2d::new(3).stride(1).padding(1),
            pool: MaxPool2d::new(3).stride(1).padding(1),
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        (-0.5 * b).reshape([-1, 4, 36]).view([2, 4, 6, 6])
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let t5 = 1.0 - &x;
        F::add_with(&t5, &t5, 0.5) + t5.reshape([-1, 4, 36]).view([2, 4, 6, 6])
    }
    fn forward(&self, x: Tensor) -> Tensor {
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        let n1 = x.size(1) * x.size(-1);
        debug_assert!(n1 == 24 && x.numel() == 288);
        let k2 = n1 as f32 / 48.0;
        let late3;
        if self.fancy {
            late3 = F::relu(self.two[1].forward(x.clone()));
        } else {
            late3 = x.conv2d(&self.kernel, None, 1, 0, 1, 1);
        }
        let mut all4 = vec![Self::mix(x, &late3), self.step(F::relu(&late3), k2)];
        let mut sum6 = all4.pop().unwrap();
        for each in &all4 {
            sum6 += each;
        }
        let mut v7 = if late3.mean_value() > 0.1 {
            if self.plain {
                return sum6;
            }
            F::mul_scalar(&sum6, self.scale).max_pool2d(2, 2)
        } else {
            late3.max_pool2d(2, 2)
        };
        let r8 = &sum6;
        if late3.argmax() % 2 == 1 {
            return self.two[1].forward(self.part.forward(r8.clone()));
        }
        if self.never.is_some() {
            return F::pad(&v7, [1, 2, 2, 1], 0.0);
        }
        if self.never.is_some() {
            v7 = self.average.forward(v7).permute([0, 1, 3, 2]);
        } else {
            v7 = self.pool.forward(&v7 + &v7);
        }
        F::add_with(r8, r8.clone(), 0.5)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
