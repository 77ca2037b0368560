//! A random model: seed 19 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    count: usize,
    pair: (Conv2d, BatchNorm2d),
    norm2: BatchNorm2d,
    scale: f32,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            count: 3,
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            norm2: BatchNorm2d::new(4),
            scale: 1.25,
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::add_with(y, x, 0.5) - 0.75;
        }
        y
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = match self.count {
            0 | 3 => {
                let mut acc2 = F::relu(self.norm2.forward(self.pair.0.forward(&x)));
                let mut n3 = 0;
                while n3 < self.count {
                    acc2 = self.twice(&F::relu(&acc2), 1);
                    n3 += 1;
                }
                F::relu(&acc2)
            }
            1..=2 => {
                x.clone()
            }
            _ => {
                x.clone()
            }
        };
        v1 += &x;
        v1 = v1 * self.scale;
        v1 = F::relu(&v1);
        F::sub(x, &v1)
    }
}

#[quantizable]
struct Net {
    kernel: Tensor,
    convs: [Conv2d; 3],
    part: Part,
    maybe: Option<Conv2d>,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    norm2: BatchNorm2d,
    scale: f32,
    conv1: Conv2d,
    count: usize,
    two: [Part; 2],
    norm0: BatchNorm2d,
    pair: (Conv2d, BatchNorm2d),
    never: Option<Conv2d>,
    head: Linear,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            convs: [Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1).bias(false)],
            part: Part::new(),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            norm2: BatchNorm2d::new(4),
            scale: 0.5,
            conv1: Conv2d::new(4, 4, 3).padding(1).bias(false),
            count: 3,
            two: [Part::new(), Part::new()],
            norm0: BatchNorm2d::new(4),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            never: None,
            head: Linear::new(4, 6),
        }
    }

    fn attempt(&self, x: &Tensor) -> Option<Tensor> {
        let mut all3 = Vec::new();
        all3.push(({ let inner = x; let edge = 0.0; F::avg_pool2d(F::pad(inner, [1, 1, 1, 1], edge), (3, 3), 1) }));
        for layer in self.convs.iter().take(2) {
            all3.push(F::relu(self.two_pairs[0].1.forward(layer.forward(x))));
        }
        let t4 = all3.swap_remove(0) - all3.pop().unwrap();
        let y = &t4 + self.norm2.forward(&t4);
        let _ = self.maybe.as_ref()?;
        Some(y)
    }
    fn pick(&self, x: &Tensor) -> &Conv2d {
        self.maybe.as_ref().unwrap_or(&self.convs[1])
    }
    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = F::sub(F::relu(y.clone()), &y * self.scale);
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut all1 = Vec::new();
        all1.push(x.conv2d(&self.kernel, None, 1, 0, 1, 1).sub(&x));
        for layer in self.convs.iter().take(2) {
            all1.push(self.part.forward(F::conv2d(&x, &self.kernel, None, 1, 0, 1, 1)));
        }
        let mut x = all1.swap_remove(0) - all1.pop().unwrap();
        let mut v2 = match &self.maybe {
            Some(layer) => {
                let mut v5 = match self.attempt(&x) {
                    Some(found) => found,
                    None => x.clone(),
                };
                F::relu(v5.add(&v5))
            }
            None => {
                x -= Tensor::full(&[2, 4, 6, 6], 1.5);
                F::mul_scalar(F::relu(self.conv1.forward(&x) + F::relu(&x)), self.scale)
            }
        };
        let n6 = x.size(1) * x.size(3);
        debug_assert_eq!(x.dim(), 4);
        let k7 = n6 as f32 / 48.0;
        v2 *= k7;
        let mut v8 = match self.count {
            1 => {
                let mut acc9 = self.pick(&v2).forward(&v2);
                for layer in self.convs.iter().rev() {
                    acc9 = self.two[1].forward(self.norm0.forward(&v2));
                }
                self.pair.0.forward(&acc9)
            }
            n if n > 2 => {
                let mut v10 = match &self.never {
                    None => {
                        let mut all11 = Vec::new();
                        all11.push(v2);
                        for layer in self.convs.iter().take(2) {
                            all11.push(x.clone());
                        }
                        let mut t12 = F::cat(&all11, 1).mean([1], true) + &all11[0];
                        F::adaptive_avg_pool2d(F::relu(t12), 3)
                    }
                    Some(layer) => {
                        v2.max_pool2d(2, 2)
                    }
                };
                F::relu6(&x)
            }
            _ => {
                let n13 = x.size(1) * x.size(3);
                debug_assert_eq!(x.dim(), 4);
                let k14 = n13 as f32 / 48.0;
                v2
            }
        };
        let mut t15 = {
            self.head.forward(x.mean([2, 3], false))
        };
        let v8 = self.conv1.forward(&v8);
        let mut t16 = self.limited(v8, 1).unwrap();
        t16.relu()
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
