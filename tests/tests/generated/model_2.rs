//! A random model: seed 2 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

fn soften(x: &Tensor) -> Tensor {
    let values = x.as_slice().iter().map(|v| v / (1.0 + v.abs()));
    Tensor::from_vec(values.collect(), x.shape())
}

#[quantizable]
struct Net {
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    maybe: Option<Conv2d>,
    join: Conv2d,
    fancy: bool,
    count: usize,
    plain: bool,
    conv1: Conv2d,
    norm2: BatchNorm2d,
    conv0: Conv2d,
    wide144: Linear,
    scale: f32,
    head: Linear,
    kernel: Tensor,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            join: Conv2d::new(8, 4, 1),
            fancy: true,
            count: 2,
            plain: false,
            conv1: Conv2d::new(4, 4, 3).padding(1).groups(4),
            norm2: BatchNorm2d::new(4),
            conv0: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            wide144: Linear::new(144, 6),
            scale: 0.75,
            head: Linear::new(4, 6),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::squeeze(self.join.forward(F::cat([&y, &y], 1)).unsqueeze(1), 1);
        }
        y
    }
    fn mix(a: Tensor, b: &Tensor) -> Tensor {
        b.relu().relu()
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut v5 = 'done6: {
            if self.plain {
                break 'done6 self.wide144.forward((&x + self.scale).reshape([-1, 144]));
            }
            #[quantizable(float)]
            let t7 = soften(&x);
            self.head.forward(F::relu6(&t7).mean([2, 3], false))
        };
        x.permute([0, 1, 3, 2]).conv2d(&self.kernel, None, 1, 0, 1, 1)
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = F::transpose(self.two_pairs[1].0.forward(x.relu()), 2, 3);
        let mut v2 = match &self.maybe {
            None => {
                t1 = F::relu6(F::relu(&t1));
                self.twice(&t1, 1) + 0.25
            }
            Some(layer) => {
                if !self.fancy {
                    t1 = Self::mix(x.sub(t1), &x);
                }
                self.join.forward(F::cat([&t1, &t1], 1))
            }
        };
        if self.count % 2 == 1 && self.plain {
            return self.twice(&v2, 2);
        }
        std::mem::swap(&mut t1, &mut v2);
        let t3: Tensor = self.norm2.forward(self.conv1.forward(F::relu(&v2)));
        let mut all4 = vec![F::relu(&v2), (&t3 * &t3) * v2.sub(v2.clone())];
        let v2 = all4.swap_remove(0) - all4.pop().unwrap();
        let y8 = self.conv0.forward(self.step(t1, 1.5));
        let y8 = self.norm2.forward(y8);
        let mut t9 = y8.relu6();
        let mut acc10 = F::squeeze(t3.unsqueeze(1), 1);
        let mut n11 = 0;
        let mut v12 = loop {
            acc10 = &t3 + &v2;
            n11 += 1;
            if n11 >= 2 {
                break acc10.relu() * 0.5;
            }
        };
        std::mem::swap(&mut acc10, &mut v12);
        self.twice(&v12, 2)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
