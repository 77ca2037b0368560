//! A random model: seed 15 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

fn soften(x: &Tensor) -> Tensor {
    let values = x.as_slice().iter().map(|v| v / (1.0 + v.abs()));
    Tensor::from_vec(values.collect(), x.shape())
}

#[quantizable]
struct Part {
    convs: [Conv2d; 3],
    conv1: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    head: Linear,
    down: Conv2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            convs: [Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1)],
            conv1: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            head: Linear::new(4, 6),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = x.relu6();
        for layer in self.convs.iter().rev() {
            acc1 = F::relu(self.two_pairs[1].1.forward(layer.forward(F::relu(self.two_pairs[1].1.forward(self.conv1.forward(acc1.clone()))))));
        }
        let mut t2 = {
            let mut t3 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(acc1.clone(), 1), 1, -1));
            self.down.forward(acc1)
        };
        t2 += 1.5;
        t2 += self.down.forward(&x);
        F::relu(&x)
    }
}

#[quantizable]
struct Net {
    scale: f32,
    count: usize,
    kernel: Tensor,
    conv1: Conv2d,
    wide144: Linear,
    conv2: Conv2d,
    norm0: BatchNorm2d,
    convs: Vec<Conv2d>,
    part: Part,
    maybe: Option<Conv2d>,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            scale: 0.5,
            count: 2,
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            conv1: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            wide144: Linear::new(144, 6),
            conv2: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            norm0: BatchNorm2d::new(4),
            convs: vec![Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(1)],
            part: Part::new(),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
        }
    }

    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let mut t4: Tensor = self.wide144.forward(self.conv1.forward(F::add(&x, &x)).reshape([-1, 144]));
        F::relu(self.norm0.forward(self.conv2.forward(&x))) + x.clone()
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut all1 = vec![F::mul_scalar(x.clone(), self.scale), x.clone()];
        let mut x = F::cat(&all1, 1).mean([1], true) + &all1[0];
        #[quantizable(float)]
        let t2 = soften(&x);
        let mut v3 = match self.count {
            0 | 3 => {
                F::conv2d(t2.relu(), &self.kernel, None, 1, 0, 1, 1)
            }
            1..=2 => {
                F::relu(self.conv1.forward(self.step(x, -0.5)) + &t2)
            }
            _ => {
                let mut acc5 = t2.relu();
                for (layer, k) in self.convs.iter().zip([0.5_f32, 0.25, -0.5]) {
                    acc5 = F::relu(acc5.clone()) + k;
                }
                self.part.forward(x * -0.5)
            }
        };
        if v3.argmax() % 2 == 1 {
            return t2;
        }
        if self.maybe.is_some() {
            v3 = F::relu(self.norm0.forward(self.conv1.forward(v3)));
        }
        let [a6, mut b7] = [t2, v3.clone()];
        b7 + a6.mean([1], true)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
