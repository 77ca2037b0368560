//! A random model: seed 2 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

fn soften(x: &Tensor) -> Tensor {
    let values = x.as_slice().iter().map(|v| v / (1.0 + v.abs()));
    Tensor::from_vec(values.collect(), x.shape())
}

#[quantizable]
struct Net {
    count: usize,
    plain: bool,
    head: Linear,
    convs: Vec<Conv2d>,
    kernel: Tensor,
    pair: (Conv2d, BatchNorm2d),
    join: Conv2d,
    down: Conv2d,
    norm2: BatchNorm2d,
    maybe: Option<Conv2d>,
    conv2: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    conv0: Conv2d,
    norm0: BatchNorm2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            count: 1,
            plain: false,
            head: Linear::new(4, 6),
            convs: vec![Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 1), Conv2d::new(4, 4, 3).padding(1)],
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            join: Conv2d::new(8, 4, 1),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            norm2: BatchNorm2d::new(4),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            conv2: Conv2d::new(4, 4, 1),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            conv0: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            norm0: BatchNorm2d::new(4),
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = self.pair.0.forward(self.join.forward(F::cat([&y, &y], 1)));
        }
        y
    }
    fn limited(&self, x: Tensor, times: usize) -> Result<Tensor, String> {
        let times = Self::limit(times)?;
        let mut y = x;
        for _ in 0..times {
            y = self.conv2.forward(F::max_pool2d(F::pad(&y, [1, 1, 1, 1], 0.0), 3, 1));
        }
        Ok(y)
    }
    fn limit(times: usize) -> Result<usize, String> {
        if times < 3 { Ok(times) } else { Err(format!("{times} times")) }
    }
    fn pick(&self, x: &Tensor) -> &Conv2d {
        match &self.maybe {
            Some(layer) => layer,
            None => &self.two_pairs[1].0,
        }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        if self.count % 2 == 1 && self.plain {
            let mut t1 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(&x, 1), 1, -1));
        } else if x.mean_value() > 0.1 {
            let mut acc2 = F::relu(&x);
            for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
                acc2 = F::hardswish(acc2.conv2d(&self.kernel, None, 1, 0, 1, 1));
            }
            acc2 = self.twice(&F::relu(&x), 2);
        } else {
            let mut t3 = self.down.forward(self.norm2.forward(({ let inner = x.clone(); let edge = inner.max_value() * 0.5; F::avg_pool2d(F::pad(inner, [1, 1, 1, 1], edge), (3, 3), 1) })));
        }
        let mut t4 = F::pad(F::sigmoid(&x).conv2d(&self.kernel, None, 1, 0, 1, 1).narrow(-1, 1, 5), [0, 1], 0.0);
        let mut v5 = 'done6: {
            if x.argmax() % 2 == 1 {
                break 'done6 self.norm2.forward(F::relu(&t4));
            }
            if let Some(layer) = self.maybe.as_ref() {
                let mut all7 = Vec::new();
                all7.push(x);
                for layer in self.convs.iter().take(2) {
                    all7.push(self.limited(F::relu(layer.forward(&t4) + F::relu(layer.forward(&t4) + &t4)), 2).unwrap());
                }
                let t8 = F::cat(&all7, 1).mean([1], true) + &all7[0];
                t4 = self.conv2.forward(t8.relu());
            }
            F::conv2d(&t4 + t4.clone(), &self.kernel, None, 1, 0, 1, 1)
        };
        let late9;
        if { v5 = self.norm2.forward(self.pick(&v5).forward(&v5)).mul(F::relu(t4)); self.count % 2 == 1 && self.plain } {
            late9 = self.down.forward(&v5 * 0.75);
        } else {
            late9 = F::adaptive_avg_pool2d(&v5, 3);
        }
        #[quantizable(float)]
        let t10 = soften(&v5);
        let y11 = self.conv0.forward(t10);
        let y11 = self.norm0.forward(y11);
        let mut t12 = y11.relu6();
        #[quantizable(float)]
        let t13 = soften(&t12);
        let both16 = (t12, v5);
        let a14 = F::relu(&both16.0);
        let mut b15 = both16.1;
        let b15 = b15.leaky_relu(0.125);
        let mut t17 = late9.add_scalar(1.5);
        t17 = self.join.forward(F::cat([&late9, &late9], 1));
        self.pair.0.forward(b15).relu() + &a14
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
