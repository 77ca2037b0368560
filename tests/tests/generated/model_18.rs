//! A random model: seed 18 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    head: Linear,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    count: usize,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            head: Linear::new(4, 6),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            count: 2,
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        if x.argmax() % 2 == 1 {
            let t1 = self.head.forward(self.two_pairs[1].0.forward(x.mul(&x)).mean([2, 3], false));
        } else {
            let mut t2: Tensor = x.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1);
        }
        let mut v3 = 'done4: {
            if self.count > 1 {
                break 'done4 x.clone();
            }
            let t5 = F::relu(&x);
            t5
        };
        v3 -= &x;
        let r6 = &v3;
        r6.reshape([-1, 4, 36]).view([2, 4, 6, 6])
    }
}

#[quantizable]
struct Net {
    parts: Vec<Part>,
    part: Part,
    act_relu: ReLU,
    count: usize,
    kernel: Tensor,
    head: Linear,
    down: Conv2d,
    conv1: Conv2d,
    norm2: BatchNorm2d,
    pool: MaxPool2d,
    convs: [Conv2d; 3],
    norm1: BatchNorm2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            parts: vec![Part::new(), Part::new()],
            part: Part::new(),
            act_relu: ReLU::new(),
            count: 2,
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            head: Linear::new(4, 6),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            conv1: Conv2d::new(4, 4, 3).padding(1).groups(4),
            norm2: BatchNorm2d::new(4),
            pool: MaxPool2d::new(3).stride(1).padding(1),
            convs: [Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1)],
            norm1: BatchNorm2d::new(4),
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::relu(b)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = &x - self.parts[1].forward(self.part.forward(x.clone()));
        let mut t2 = self.act_relu.forward(t1).relu() * self.act_relu.forward(&x + x.clone()).mean([1], true);
        let mut t3 = {
            let mut v4 = if self.count > 1 {
                t2 = F::conv2d(&x, &self.kernel, None, 1, 0, 1, 1);
                self.head.forward(F::flatten(F::adaptive_avg_pool2d(F::mul(t2, &x), 1), 1, -1))
            } else {
                let r5 = &t2;
                self.head.forward(F::flatten(F::adaptive_avg_pool2d(r5, 1), 1, -1))
            };
            self.down.forward(Self::mix(x.clone(), &x))
        };
        let mut v6 = if x.mean_value() > 0.1 {
            self.norm2.forward(self.conv1.forward(t3)) + self.down.forward(&x)
        } else {
            t3.permute([0, 1, 3, 2])
        };
        if x.argmax() % 2 == 1 {
            v6 = 0.25 * self.pool.forward(&v6);
        }
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        let n7 = x.size(1) * x.size(-1);
        debug_assert!(n7 == 24 && x.numel() == 288);
        let k8 = n7 as f32 / 48.0;
        let r9 = &x;
        let mut t10 = r9 + 0.75;
        let y11 = self.convs[2].forward(r9);
        let y11 = self.norm1.forward(y11);
        let mut t12 = F::relu(y11 + t10);
        F::relu(r9)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
