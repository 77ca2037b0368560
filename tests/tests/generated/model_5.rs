//! A random model: seed 5 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

fn soften(x: &Tensor) -> Tensor {
    let values = x.as_slice().iter().map(|v| v / (1.0 + v.abs()));
    Tensor::from_vec(values.collect(), x.shape())
}

#[quantizable]
struct Part {
    conv1: Conv2d,
    norm0: BatchNorm2d,
    pair: (Conv2d, BatchNorm2d),
    two_pairs: [(Conv2d, BatchNorm2d); 2],
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            conv1: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            norm0: BatchNorm2d::new(4),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = ({ let inner = y.reshape([-1, 4, 36]); inner.view([-1, 4, 6, 6]) }).sub(x.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1));
        }
        y
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = F::mul(self.norm0.forward(self.conv1.forward(&x)) * self.twice(&x, 1).mean([1], true), &x);
        let y2 = self.pair.0.forward(t1);
        let y2 = self.two_pairs[0].1.forward(y2);
        let mut x = y2.relu() + &y2;
        x -= Tensor::full(&[2, 4, 6, 6], 1.5);
        #[quantizable(float)]
        let t3 = soften(&x);
        F::relu(t3)
    }
}

#[quantizable]
struct Net {
    never: Option<Conv2d>,
    maybe_part: Option<Part>,
    down: Conv2d,
    part: Part,
    convs: [Conv2d; 3],
    count: usize,
    fancy: bool,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    scale: f32,
    norm0: BatchNorm2d,
    act_relu: ReLU,
    join: Conv2d,
    kernel: Tensor,
    pair: (Conv2d, BatchNorm2d),
    conv0: Conv2d,
    conv1: Conv2d,
    head: Linear,
    wide144: Linear,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            never: None,
            maybe_part: None,
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            part: Part::new(),
            convs: [Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1)],
            count: 3,
            fancy: true,
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            scale: 0.75,
            norm0: BatchNorm2d::new(4),
            act_relu: ReLU::new(),
            join: Conv2d::new(8, 4, 1),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            conv0: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            conv1: Conv2d::new(4, 4, 3).padding(1).groups(4),
            head: Linear::new(4, 6),
            wide144: Linear::new(144, 6),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        if self.fancy {
            let t5 = (&x * self.convs[1].forward(&x).relu().mean([1], true)).relu();
        } else if x.argmax() % 2 == 1 {
            let mut t6: Tensor = F::relu(self.two_pairs[1].1.forward(self.two_pairs[1].0.forward(&x * self.scale)));
        }
        F::relu(self.norm0.forward(self.convs[1].forward(&x)))
    }
    fn pick(&self, x: &Tensor) -> &Conv2d {
        if self.fancy { &self.pair.0 } else { &self.conv0 }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        if let Some(layer) = self.maybe_part.as_ref() {
            let mut t1 = self.down.forward(x.relu6() + self.part.forward(x.clone()));
        }
        let mut acc2 = F::relu(x.clone());
        for i3 in (0..self.count).rev() {
            let mut v4 = match &self.never {
                None => {
                    let mut t7 = self.convs[i3].forward(self.step(acc2.sub(&acc2), 0.25));
                    self.act_relu.forward(t7).max_pool2d(2, 2)
                }
                Some(layer) => {
                    let mut t8 = self.join.forward(F::cat([&x, &x.relu()], 1)) - &x;
                    self.down.forward(t8 + &acc2)
                }
            };
            acc2 = self.convs[i3].forward(acc2.conv2d(&self.kernel, None, 1, 0, 1, 1));
            acc2 = self.convs[i3].forward(&acc2);
            if i3 == 1 {
                break;
            }
            acc2 = acc2.relu();
        }
        acc2 += 0.25;
        let mut v9 = 'done10: {
            if acc2.mean_value() > 0.1 {
                break 'done10 F::relu(self.two_pairs[0].1.forward(self.pick(&acc2).forward(F::relu(acc2.clone()))));
            }
            F::relu(F::relu(&acc2))
        };
        let r11 = &v9;
        let mut v12 = if !self.fancy {
            let mut t13 = {
                F::relu(self.two_pairs[1].1.forward(self.conv1.forward(acc2)))
            };
            self.head.forward(F::flatten(F::adaptive_avg_pool2d(&v9, 1), 1, -1))
        } else {
            self.wide144.forward(v9.reshape([-1, 144]))
        };
        v12 -= 1.5;
        v12 = v12.reshape([-1, 3, 2]).flatten(1, 2);
        let both16 = (v9.clone(), x);
        let a14 = F::relu(&both16.0);
        let mut b15 = both16.1;
        b15 = self.pair.0.forward(b15);
        b15.max_pool2d(2, 2)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
