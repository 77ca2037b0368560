//! A random model: seed 12 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    dropout: Dropout,
    join: Conv2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            dropout: Dropout::new(0.5),
            join: Conv2d::new(8, 4, 1),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = F::adaptive_avg_pool2d(self.join.forward(F::cat([&x, &self.dropout.forward(&x)], 1)), 3);
        t1 -= F::adaptive_avg_pool2d(&x, 3);
        let n2 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n2 == 24 && x.numel() % 144 == 0);
        let k3 = n2 as f32 / 48.0;
        let mut t4: Tensor = &x - &x;
        t4.relu() + &x + &t4 + F::pad(t1.clone(), [1, 2, 2, 1], 0.0)
    }
}

#[quantizable]
struct Net {
    plain: bool,
    conv2: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    norm1: BatchNorm2d,
    maybe: Option<Conv2d>,
    fancy: bool,
    count: usize,
    scale: f32,
    head: Linear,
    kernel: Tensor,
    join: Conv2d,
    norm0: BatchNorm2d,
    convs: Vec<Conv2d>,
    down: Conv2d,
    conv1: Conv2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            plain: false,
            conv2: Conv2d::new(4, 4, 1),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            norm1: BatchNorm2d::new(4),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            fancy: true,
            count: 1,
            scale: 0.5,
            head: Linear::new(4, 6),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            join: Conv2d::new(8, 4, 1),
            norm0: BatchNorm2d::new(4),
            convs: vec![Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(2).dilation(2)],
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            conv1: Conv2d::new(4, 4, 3).padding(1).groups(4),
        }
    }

    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        if self.plain {
            return None;
        }
        let y2 = self.conv2.forward(F::relu(x));
        let y2 = self.two_pairs[1].1.forward(y2);
        let mut t3 = y2.relu6();
        let y = self.norm1.forward(self.conv2.forward(F::relu(self.two_pairs[1].0.forward(t3) + x.relu6())));
        let _ = self.maybe.as_ref()?;
        Some(y)
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let t9 = self.down.forward(F::squeeze(F::relu(&x).unsqueeze(1), 1));
        -0.5 * (-0.5 * x.clone())
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let late1;
        if x.argmax() % 2 == 1 {
            late1 = F::relu(F::add_with(&x, &x, 0.5));
        } else {
            late1 = x.clone();
        }
        let mut v4 = self.attempt(&late1.relu()).unwrap_or(late1.clone());
        if self.fancy {
            let mut v5 = match self.count {
                0 | 3 => {
                    let mut t6 = {
                        v4 = F::add_with(v4 - 0.5, self.scale * &late1, 0.5);
                        self.head.forward(F::flatten(F::adaptive_avg_pool2d(F::conv2d(&v4, &self.kernel, None, 1, 0, 1, 1), 1), 1, -1))
                    };
                    F::relu(self.join.forward(F::cat([&v4, &late1], 1))) + t6.mean([1], true).reshape([-1, 1, 1, 1])
                }
                1..=2 => {
                    self.norm0.forward(late1 * 1.5)
                }
                _ => {
                    let mut acc7 = v4;
                    for i8 in 0..self.convs.len() {
                        acc7 = self.step(acc7, 0.25);
                        acc7 = self.convs[i8].forward(&acc7);
                        if i8 == 1 {
                            continue;
                        }
                        acc7 = acc7.relu();
                    }
                    late1 + &acc7
                }
            };
            v5 = &x + x.mean([1], true);
        } else {
            v4 = F::relu(&late1);
        }
        let t10: Tensor = self.head.forward(F::flatten(F::adaptive_avg_pool2d(&x, 1), 1, -1));
        let mut t11: Tensor = x.max_pool2d(2, 2);
        let mut t12 = self.conv1.forward(&x).relu();
        let r13 = &t12;
        self.conv2.forward(&t12) + &t12 + r13 + F::pad(t11.clone(), [1, 2, 2, 1], 0.0) + t10.mean([1], true).reshape([-1, 1, 1, 1])
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
