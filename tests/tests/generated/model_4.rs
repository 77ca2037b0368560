//! A random model: seed 4 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

#[quantizable]
struct Part {
    norm0: BatchNorm2d,
    conv2: Conv2d,
    never: Option<Conv2d>,
    convs: Vec<Conv2d>,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    norm1: BatchNorm2d,
    scale: f32,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            norm0: BatchNorm2d::new(4),
            conv2: Conv2d::new(4, 4, 3).padding(1),
            never: None,
            convs: vec![Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1).groups(4), Conv2d::new(4, 4, 3).padding(2).dilation(2)],
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            norm1: BatchNorm2d::new(4),
            scale: 0.5,
        }
    }

    fn pick(&self, x: &Tensor) -> &Conv2d {
        if self.never.is_some() { &self.conv2 } else { &self.conv2 }
    }
    #[quantizable(export)]
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut acc4 = F::squeeze(x.unsqueeze(1), 1);
        for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
            acc4 = F::add(acc4, F::mul_scalar(&x, k));
        }
        F::relu(({ let inner = acc4.reshape([-1, 4, 36]); inner.view([inner.size(0), 4, 6, 6]) })) + &x + &acc4
    }
    #[quantizable(export)]
    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::relu(F::relu(self.norm1.forward(self.two_pairs[1].0.forward(&y))));
        }
        y
    }
    #[quantizable(export)]
    fn both(&self, x: &Tensor) -> (Tensor, Tensor) {
        let mut x = F::transpose(x.add_scalar(1.5).pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1), 2, 3);
        let a = F::relu(self.norm0.forward(self.convs[2].forward(&x + self.scale)));
        (a, &x + -0.5)
    }
    #[quantizable(export)]
    fn level(&self) -> f32 {
        self.scale * 1.25
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut all1 = vec![&x / 1.5, self.norm0.forward(&x).pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1)];
        let mut t2 = all1.swap_remove(0) - all1.pop().unwrap();
        let t3 = self.conv2.forward(x.clone()).relu();
        t2 = -&t2;
        t2 = self.pick(&t3).forward(&t3);
        self.norm0.forward(t3.clone()) + &t2
    }
}

#[quantizable]
struct Net {
    count: usize,
    conv0: Conv2d,
    norm0: BatchNorm2d,
    kernel: Tensor,
    norm2: BatchNorm2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    dropout: Dropout,
    conv2: Conv2d,
    fancy: bool,
    never: Option<Conv2d>,
    plain: bool,
    part: Part,
    conv1: Conv2d,
    pair: (Conv2d, BatchNorm2d),
    convs: [Conv2d; 3],
    act_hardsigmoid: Hardsigmoid,
    parts: Vec<Part>,
    two: [Part; 2],
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            count: 3,
            conv0: Conv2d::new(4, 4, 1),
            norm0: BatchNorm2d::new(4),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            norm2: BatchNorm2d::new(4),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            dropout: Dropout::new(0.5),
            conv2: Conv2d::new(4, 4, 1),
            fancy: true,
            never: None,
            plain: false,
            part: Part::new(),
            conv1: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            convs: [Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1)],
            act_hardsigmoid: Hardsigmoid::new(),
            parts: vec![Part::new(), Part::new()],
            two: [Part::new(), Part::new()],
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::relu(&y).add(self.two_pairs[0].0.forward(x).relu());
        }
        y
    }
    fn pick(&self, x: &Tensor) -> &Conv2d {
        if self.count > 1 { &self.conv1 } else { &self.pair.0 }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = x.relu();
        let mut n2 = 0;
        while n2 < self.count {
            acc1 = F::relu(F::relu(self.norm0.forward(self.conv0.forward(acc1))));
            n2 += 1;
        }
        acc1 += self.norm2.forward(&x).conv2d(&self.kernel, None, 1, 0, 1, 1);
        acc1 = self.two_pairs[0].0.forward(x).relu().mul(F::relu(self.two_pairs[0].0.forward(&acc1) + self.dropout.forward(&acc1)));
        let y3 = self.conv2.forward(&acc1 + &acc1);
        let y3 = self.norm0.forward(y3);
        let t4 = F::relu(y3);
        if self.fancy && { acc1 = acc1.relu(); self.never.is_some() } {
            let n5 = acc1.size(1) * acc1.size(3);
            debug_assert_eq!(acc1.dim(), 4);
            let k6 = n5 as f32 / 48.0;
            acc1 = t4.relu6() - 0.25;
        }
        acc1 = F::relu(F::relu(&t4));
        let mut acc7 = self.twice(&t4, 2);
        let mut n8 = 0;
        let mut v9 = loop {
            acc7 = F::gelu(&t4).relu();
            n8 += 1;
            if n8 >= 2 {
                break acc7.relu() * 0.5;
            }
        };
        let mut v10 = if !self.plain {
            v9 = -(self.conv2.forward(v9));
            F::relu(self.norm0.forward(self.pick(&acc7).forward(F::conv2d(t4, &self.kernel, None, 1, 0, 1, 1))))
        } else {
            let mut all11 = Vec::new();
            all11.push(t4);
            for layer in self.convs.iter().take(2) {
                all11.push(self.act_hardsigmoid.forward(&v9) - -0.5);
            }
            let mut sum12 = all11.pop().unwrap();
            for each in &all11 {
                sum12 += each;
            }
            sum12.conv2d(&self.kernel, None, 1, 0, 1, 1) + &sum12
        };
        acc7 -= &v9;
        v10 = self.parts[0].forward(v10);
        self.two[1].forward(v9) + &acc1 + &acc7
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
