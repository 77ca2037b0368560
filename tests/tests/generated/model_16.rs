//! A random model: seed 16 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    convs: Vec<Conv2d>,
    kernel: Tensor,
    count: usize,
    head: Linear,
    conv2: Conv2d,
    norm0: BatchNorm2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            convs: vec![Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2)],
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            count: 2,
            head: Linear::new(4, 6),
            conv2: Conv2d::new(4, 4, 1),
            norm0: BatchNorm2d::new(4),
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
                acc1.relu6()
            }
            n if n > 2 => {
                acc1
            }
            _ => {
                let t3 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(&acc1, 1), 1, -1));
                acc1
            }
        };
        let mut v2 = F::add(x, &v2);
        let mut t4 = F::relu(&v2);
        F::relu(self.norm0.forward(self.conv2.forward(t4)))
    }
}

#[quantizable]
struct Net {
    part: Part,
    kernel: Tensor,
    act_relu6: ReLU6,
    count: usize,
    parts: Vec<Part>,
    two: [Part; 2],
    never: Option<Conv2d>,
    down: Conv2d,
    convs: [Conv2d; 3],
    two_pairs: [(Conv2d, BatchNorm2d); 2],
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            part: Part::new(),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            act_relu6: ReLU6::new(),
            count: 3,
            parts: vec![Part::new(), Part::new()],
            two: [Part::new(), Part::new()],
            never: None,
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            convs: [Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2)],
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
        }
    }

    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        a.sub(b) * b.relu()
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = self.part.forward(x.clone());
        let mut n2 = 0;
        let mut v3 = loop {
            if acc1.argmax() % 2 == 1 {
                return (&acc1 * 0.5).max_pool2d(2, 2);
            }
            acc1 = F::relu(F::conv2d(acc1.clone(), &self.kernel, None, 1, 0, 1, 1));
            n2 += 1;
            if n2 >= 2 {
                break acc1.relu() * 0.5;
            }
        };
        acc1 = F::add_with(F::relu(&v3), self.act_relu6.forward(&v3), 0.5);
        let mut v4 = match self.count {
            0 | 3 => {
                self.parts[0].forward(v3) - 1.5
            }
            1..=2 => {
                Self::mix(v3.clone() * x.mean([1], true), &acc1)
            }
            _ => {
                self.two[1].forward(F::relu(acc1))
            }
        };
        let mut v5 = if self.never.is_some() {
            self.parts[1].forward(x)
        } else {
            let mut v6 = if v4.argmax() % 2 == 1 {
                self.down.forward(v4)
            } else {
                let mut t7 = self.part.forward(v4);
                self.down.forward(&t7)
            };
            x.clone()
        };
        let mut all8 = Vec::new();
        all8.push(v5.clone());
        for layer in self.convs.iter().take(2) {
            all8.push(v5.clone());
        }
        let mut t9 = all8.swap_remove(0) - all8.pop().unwrap();
        t9 = F::conv2d(t9, &self.kernel, None, 1, 0, 1, 1);
        let r10 = &t9;
        let t9 = self.two_pairs[0].1.forward(r10);
        F::adaptive_avg_pool2d(v5, 3)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
