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
    scale: f32,
    conv1: Conv2d,
    conv0: Conv2d,
    wide144: Linear,
    dropout: Dropout,
    maybe: Option<Conv2d>,
    norm1: BatchNorm2d,
    norm0: BatchNorm2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            norm2: BatchNorm2d::new(4),
            convs: vec![Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(2).dilation(2)],
            scale: 0.5,
            conv1: Conv2d::new(4, 4, 3).padding(1),
            conv0: Conv2d::new(4, 4, 1),
            wide144: Linear::new(144, 6),
            dropout: Dropout::new(0.5),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            norm1: BatchNorm2d::new(4),
            norm0: BatchNorm2d::new(4),
        }
    }

    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = self.norm2.forward(F::mul_scalar(&y, 0.75));
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    #[quantizable(export)]
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut t2 = self.conv1.forward(F::relu(x.clone())) / 1.5;
        self.conv0.forward(x.add(t2))
    }
    #[quantizable(export)]
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = self.conv1.forward(self.dropout.forward(x)).relu();
        }
        y
    }
    #[quantizable(export)]
    fn both(&self, x: &Tensor) -> (Tensor, Tensor) {
        let mut v8 = if self.maybe.is_some() {
            let t9 = F::transpose(self.norm1.forward(self.conv1.forward(x)), 2, 3).relu6();
            ({ let inner = t9.relu(); let edge = inner.max_value() * 0.5; F::avg_pool2d(F::pad(inner, [1, 1, 1, 1], edge), (3, 3), 1) })
        } else {
            self.norm0.forward(F::add_with(x, x, 0.5))
        };
        let a = v8;
        (a, x.clone())
    }
    #[quantizable(export)]
    fn level(&self) -> f32 {
        self.scale * 1.25
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = self.limited(x.clone(), 1).unwrap();
        for layer in self.convs.iter().rev() {
            acc1 = x.sub(self.step(acc1, -0.5));
        }
        let t3 = self.wide144.forward(F::relu(self.conv1.forward(F::relu6(acc1.clone())) + &acc1).reshape([-1, 144]));
        let mut v4 = if t3.max_value() + t3.mean_value() < 1.0 {
            #[quantizable(float)]
            let t5 = soften(&acc1);
            t5
        } else {
            x
        };
        let n6 = acc1.size(1) * acc1.size(-1);
        debug_assert_eq!(acc1.dim(), 4);
        assert_eq!(acc1.dim(), 4, "not an image: {:?}", acc1.shape());
        debug_assert!(n6 == 24 && acc1.numel() % 144 == 0);
        let k7 = n6 as f32 / 48.0;
        acc1 -= 0.75;
        &v4 + v4.mean([1], true) + &acc1 + &v4
    }
}

#[quantizable]
struct Net {
    convs: Vec<Conv2d>,
    norm2: BatchNorm2d,
    count: usize,
    head: Linear,
    plain: bool,
    pair: (Conv2d, BatchNorm2d),
    conv0: Conv2d,
    norm1: BatchNorm2d,
    wide144: Linear,
    two: [Part; 2],
    parts: Vec<Part>,
    never: Option<Conv2d>,
    join: Conv2d,
    down: Conv2d,
    conv2: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    norm0: BatchNorm2d,
    dropout: Dropout,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            convs: vec![Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1).groups(4)],
            norm2: BatchNorm2d::new(4),
            count: 2,
            head: Linear::new(4, 6),
            plain: false,
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            conv0: Conv2d::new(4, 4, 3).padding(1).groups(4),
            norm1: BatchNorm2d::new(4),
            wide144: Linear::new(144, 6),
            two: [Part::new(), Part::new()],
            parts: vec![Part::new(), Part::new()],
            never: None,
            join: Conv2d::new(8, 4, 1),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            conv2: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            norm0: BatchNorm2d::new(4),
            dropout: Dropout::new(0.5),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut v9 = match &self.never {
            None => {
                let y10 = self.pair.0.forward(self.norm1.forward(self.conv2.forward(&x)));
                let y10 = self.norm2.forward(y10);
                let mut t11 = y10.relu() + &y10;
                x.clone() + &t11
            }
            Some(layer) => {
                self.join.forward(F::cat([&x, &x], 1))
            }
        };
        self.norm0.forward(self.two_pairs[0].0.forward(F::relu6(v9)))
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut all1 = Vec::new();
        all1.push((&x + x.mean([1], true)) - &x);
        for layer in self.convs.iter().take(2) {
            all1.push(F::relu(self.norm2.forward(layer.forward(&x / 1.5))));
        }
        let mut x: Tensor = F::cat(&all1, 1).mean([1], true) + &all1[0];
        let mut v2 = match self.count {
            1 => {
                let mut v3 = 'done4: {
                    if x.argmax() % 2 == 1 {
                        break 'done4 self.head.forward(F::relu(&x).mean([2, 3], false));
                    }
                    if !self.plain {
                        return F::relu(self.norm1.forward(self.pair.0.forward(self.conv0.forward(&x))));
                    }
                    self.wide144.forward(self.two[1].twice(&x, 2).reshape([-1, 144]))
                };
                F::relu6(v3).relu6()
            }
            n if n > 2 => {
                self.head.forward(F::flatten(F::adaptive_avg_pool2d(x.relu(), 1), 1, -1))
            }
            _ => {
                self.wide144.forward(self.parts[1].forward(x.clone()).reshape([-1, 144]))
            }
        };
        let mut v5 = match &self.never {
            Some(layer) => {
                self.join.forward(F::cat([&x, &x], 1)).max_pool2d(2, 2)
            }
            None => {
                v2 = &v2 + &v2;
                self.down.forward(&x)
            }
        };
        v2 = self.head.forward(v5.mean([2, 3], false));
        let mut t6 = v2.relu();
        t6 = t6.relu();
        let n7 = x.size(1) * x.size(-1);
        debug_assert_eq!(x.dim(), 4);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        debug_assert!(n7 == 24 && x.numel() % 144 == 0);
        let k8 = n7 as f32 / 48.0;
        let x: Tensor = self.step(x.clone(), k8);
        self.dropout.forward(&x) + F::pad(v5.clone(), [1, 2, 2, 1], 0.0) + v2.mean([1], true).reshape([-1, 1, 1, 1]) + t6.mean([1], true).reshape([-1, 1, 1, 1])
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
