//! A random model: seed 19 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    norm0: BatchNorm2d,
    convs: [Conv2d; 3],
    conv1: Conv2d,
    wide144: Linear,
    conv0: Conv2d,
    norm1: BatchNorm2d,
    scale: f32,
    fancy: bool,
    kernel: Tensor,
    act_relu6: ReLU6,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    pair: (Conv2d, BatchNorm2d),
    norm2: BatchNorm2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            norm0: BatchNorm2d::new(4),
            convs: [Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 3).padding(2).dilation(2)],
            conv1: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            wide144: Linear::new(144, 6),
            conv0: Conv2d::new(4, 4, 3).padding(1).groups(4),
            norm1: BatchNorm2d::new(4),
            scale: 1.25,
            fancy: true,
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            act_relu6: ReLU6::new(),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            norm2: BatchNorm2d::new(4),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let t3 = F::relu(self.norm0.forward(self.conv0.forward(x.clone())));
        self.norm1.forward(t3 - &x)
    }
    fn both(&self, x: &Tensor) -> (Tensor, Tensor) {
        let mut v7 = if self.fancy {
            let x: Tensor = self.act_relu6.forward(F::relu(x)).conv2d(&self.kernel, None, 1, 0, 1, 1);
            F::squeeze(F::relu(self.two_pairs[1].1.forward(self.convs[2].forward(&x))).unsqueeze(1), 1)
        } else {
            let mut acc8 = x.permute([0, 1, 3, 2]);
            'outer9: for i in 0..3 {
                for layer in &self.convs {
                    if i == 1 {
                        continue 'outer9;
                    }
                    acc8 = F::squeeze(acc8.unsqueeze(1), 1);
                    if i == 2 {
                        break 'outer9;
                    }
                }
            }
            acc8
        };
        let a = x.clone();
        (a, v7)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = self.norm0.forward(x.clone());
        'outer2: for i in 0..3 {
            for layer in &self.convs {
                if i == 1 {
                    continue 'outer2;
                }
                acc1 = self.conv1.forward(acc1.relu());
                if i == 2 {
                    break 'outer2;
                }
            }
        }
        let t4: Tensor = self.wide144.forward(self.step(acc1, self.scale).reshape([-1, 144]));
        let (a5, mut b6) = self.both(&x);
        b6 = F::relu(self.norm2.forward(self.pair.0.forward(a5)));
        F::relu(self.conv1.forward(b6) + &x)
    }
}

#[quantizable]
struct Net {
    parts: Vec<Part>,
    count: usize,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    norm1: BatchNorm2d,
    maybe: Option<Conv2d>,
    kernel: Tensor,
    scale: f32,
    conv1: Conv2d,
    part: Part,
    convs: Vec<Conv2d>,
    never: Option<Conv2d>,
    act_relu: ReLU,
    conv2: Conv2d,
    pair: (Conv2d, BatchNorm2d),
    norm0: BatchNorm2d,
    down: Conv2d,
    pool: MaxPool2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            parts: vec![Part::new(), Part::new()],
            count: 1,
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            norm1: BatchNorm2d::new(4),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            scale: 1.25,
            conv1: Conv2d::new(4, 4, 3).padding(1),
            part: Part::new(),
            convs: vec![Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 1), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2)],
            never: None,
            act_relu: ReLU::new(),
            conv2: Conv2d::new(4, 4, 1),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            norm0: BatchNorm2d::new(4),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            pool: MaxPool2d::new(3).stride(1).padding(1),
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::sub(F::relu(self.norm1.forward(self.conv1.forward(x))), self.part.forward(y));
        }
        y
    }
    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        F::relu(a - b.mean([1], true))
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = self.parts[1].forward(x.clone());
        let mut n2 = 0;
        let mut v3 = loop {
            if self.count > 1 {
                let (a4, mut b5) = (acc1.clone(), acc1.clone());
                b5 = self.norm1.forward(self.two_pairs[0].0.forward(&a4)) - (b5 + acc1.clone());
            } else {
                let mut v6 = match &self.maybe {
                    None => {
                        F::conv2d(F::relu(&acc1), &self.kernel, None, 1, 0, 1, 1)
                    }
                    Some(layer) => {
                        F::add(self.parts[0].forward(acc1.clone()), F::relu(x.clone()))
                    }
                };
                v6 = F::relu(acc1.relu6());
            }
            acc1 = self.scale * self.conv1.forward(acc1).relu();
            n2 += 1;
            if n2 >= 2 {
                break acc1.relu() * 0.5;
            }
        };
        let mut acc7 = self.part.forward(x);
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            if let Some(layer) = &self.maybe {
                v3 = self.twice(&(&acc7 * self.scale), 2);
            }
            acc7 = self.act_relu.forward(Self::mix(acc1.clone(), &acc7));
        }
        let mut acc8 = self.conv2.forward(&acc7).relu();
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            v3 = F::relu6(F::relu(&acc8));
            acc8 = F::relu6(&acc8 + k);
        }
        acc1 = F::relu(self.twice(&acc7, 2));
        v3 += self.norm0.forward(self.pair.0.forward(&acc7));
        let mut v9 = 'done10: {
            if self.count > 1 {
                break 'done10 F::relu(self.conv1.forward(&acc7) + &acc8).max_pool2d(2, 2);
            }
            self.down.forward(&acc7)
        };
        let r11 = &acc8;
        std::mem::swap(&mut v3, &mut acc7);
        v9 -= acc8.max_pool2d(2, 2);
        let mut t12 = self.pool.forward(&v9);
        let acc7 = self.part.forward(r11.clone());
        F::conv2d(t12, &self.kernel, None, 1, 0, 1, 1)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
