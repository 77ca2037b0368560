//! A random model: seed 11 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

fn soften(x: &Tensor) -> Tensor {
    let values = x.as_slice().iter().map(|v| v / (1.0 + v.abs()));
    Tensor::from_vec(values.collect(), x.shape())
}

#[quantizable]
struct Part {
    never: Option<Conv2d>,
    scale: f32,
    join: Conv2d,
    conv2: Conv2d,
    norm2: BatchNorm2d,
    norm1: BatchNorm2d,
    fancy: bool,
    wide144: Linear,
    conv0: Conv2d,
    convs: Vec<Conv2d>,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    norm0: BatchNorm2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            never: None,
            scale: 0.5,
            join: Conv2d::new(8, 4, 1),
            conv2: Conv2d::new(4, 4, 3).padding(1).bias(false),
            norm2: BatchNorm2d::new(4),
            norm1: BatchNorm2d::new(4),
            fancy: true,
            wide144: Linear::new(144, 6),
            conv0: Conv2d::new(4, 4, 1),
            convs: vec![Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(1).bias(false)],
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            norm0: BatchNorm2d::new(4),
        }
    }

    #[quantizable(export)]
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let x: Tensor = F::relu(self.join.forward(F::cat([&x, &(-&x)], 1)));
        self.norm2.forward(self.conv2.forward(x.clone() + &x))
    }
    #[quantizable(export)]
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::relu(self.convs[1].forward(self.norm2.forward(self.two_pairs[1].0.forward(x))) + F::relu(self.norm2.forward(self.conv0.forward(y))));
        }
        y
    }
    #[quantizable(export)]
    fn both(&self, x: &Tensor) -> (Tensor, Tensor) {
        let mut x = self.two_pairs[1].0.forward(x).relu() - (self.norm0.forward(x) - F::relu(self.norm1.forward(self.conv2.forward(x))).mean([1], true));
        let a = F::relu(&x);
        (a, x.clone())
    }
    #[quantizable(export)]
    fn level(&self) -> f32 {
        self.scale * 1.25
    }
    fn forward(&self, x: Tensor) -> Tensor {
        if self.never.is_some() {
            let mut t1 = F::relu(x.relu6()) / 1.5;
            t1 = x.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1);
        } else if x.argmax() % 2 == 1 {
            let mut t2 = self.step(x.clone(), -0.5).max_pool2d(2, 2);
        }
        let mut t3 = self.norm1.forward(&x);
        let late4;
        if !self.fancy {
            late4 = t3;
        } else {
            late4 = t3;
        }
        let t5 = F::relu6(&late4);
        let t6 = self.wide144.forward(t5.reshape([-1, 144]));
        self.conv0.forward(&t5).relu() + &x + &t5
    }
}

#[quantizable]
struct Net {
    kernel: Tensor,
    conv0: Conv2d,
    norm0: BatchNorm2d,
    never: Option<Conv2d>,
    #[quantizable(model)] part: Part,
    conv1: Conv2d,
    norm1: BatchNorm2d,
    convs: Vec<Conv2d>,
    count: usize,
    act_silu: SiLU,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    conv2: Conv2d,
    join: Conv2d,
    norm2: BatchNorm2d,
    plain: bool,
    scale: f32,
    head: Linear,
    #[quantizable(model)] parts: Vec<Part>,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            conv0: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            norm0: BatchNorm2d::new(4),
            never: None,
            part: Part::new(),
            conv1: Conv2d::new(4, 4, 1),
            norm1: BatchNorm2d::new(4),
            convs: vec![Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2)],
            count: 2,
            act_silu: SiLU::new(),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            conv2: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            join: Conv2d::new(8, 4, 1),
            norm2: BatchNorm2d::new(4),
            plain: false,
            scale: 0.75,
            head: Linear::new(4, 6),
            parts: vec![Part::new(), Part::new()],
        }
    }

    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = ({ let inner = &y; let edge = inner.max_value() * 0.5; F::avg_pool2d(F::pad(inner, [1, 1, 1, 1], edge), (3, 3), 1) }).relu();
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        if self.count % 2 == 1 && self.plain {
            let mut x = self.norm1.forward(self.two_pairs[0].0.forward(1.0 - F::relu6(&x)));
        } else {
            let mut t10 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(self.part.forward(F::cat(x.chunk(2, 1), 1)), 1), 1, -1));
        }
        F::transpose(&x, 2, 3)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let n1 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n1 == 24 && x.numel() % 144 == 0);
        let k2 = n1 as f32 / 48.0;
        let mut t3 = x.conv2d(&self.kernel, None, 1, 0, 1, 1);
        #[quantizable(float)]
        let t4 = soften(&t3);
        let [a5, mut b6] = [self.limited(F::add_with(&t3, t4.clone(), 0.5), 1).unwrap(), F::relu(self.norm0.forward(self.conv0.forward(&x)))];
        if self.never.is_some() {
            return self.part.forward(F::relu(self.norm1.forward(self.conv1.forward(t4))));
        }
        let mut acc7 = self.part.forward(b6);
        for i8 in 1..=2 {
            let mut v9 = match self.count {
                1 => {
                    -(self.act_silu.forward(&t4))
                }
                n if n > 2 => {
                    self.two_pairs[1].1.forward(self.convs[i8].forward(t4.conv2d(&self.kernel, None, 1, 0, 1, 1)))
                }
                _ => {
                    F::relu(self.norm2.forward(self.conv2.forward(self.join.forward(F::cat([&t4, &acc7], 1)))))
                }
            };
            acc7 = F::conv2d(self.step(v9, self.parts[0].level()), &self.kernel, None, 1, 0, 1, 1);
        }
        let mut all11 = Vec::new();
        all11.push(F::conv2d(F::relu(self.conv0.forward(&acc7) + self.conv2.forward(&a5)), &self.kernel, None, 1, 0, 1, 1));
        for layer in self.convs.iter().take(2) {
            all11.push(acc7.clone());
        }
        let mut t12 = F::cat(&all11, 1).mean([1], true) + &all11[0];
        let mut acc13 = &a5 * self.scale;
        'outer14: for i in 0..3 {
            for layer in &self.convs {
                if i == 1 {
                    continue 'outer14;
                }
                acc13 = self.limited(t12.clone(), 1).unwrap();
                if i == 2 {
                    break 'outer14;
                }
            }
        }
        let mut all15 = vec![F::relu(&t12), acc13];
        let t16 = F::cat(&all15, 1).mean([1], true) + &all15[0];
        F::relu(self.step(t16, -0.5)) + &x + &a5 + &acc7 + &t12
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
