//! A random model: seed 16 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

fn soften(x: &Tensor) -> Tensor {
    let values = x.as_slice().iter().map(|v| v / (1.0 + v.abs()));
    Tensor::from_vec(values.collect(), x.shape())
}

#[quantizable]
struct Part {
    head: Linear,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    never: Option<Conv2d>,
    convs: Vec<Conv2d>,
    kernel: Tensor,
    down: Conv2d,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            head: Linear::new(4, 6),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            never: None,
            convs: vec![Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(2).dilation(2)],
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = {
            self.head.forward(self.two_pairs[1].0.forward(&x).mean([2, 3], false))
        };
        let mut v2 = match &self.never {
            Some(layer) => {
                let mut acc3 = x.clone();
                for layer in self.convs.iter().rev() {
                    acc3 = acc3.conv2d(&self.kernel, None, 1, 0, 1, 1);
                }
                self.down.forward(acc3.clone())
            }
            None => {
                let mut all4 = Vec::new();
                all4.push(x.clone());
                for layer in self.convs.iter().take(2) {
                    all4.push(x.clone());
                }
                let mut t5 = all4.swap_remove(0) - all4.pop().unwrap();
                t5.max_pool2d(2, 2)
            }
        };
        t1 = t1 - self.head.forward(x.mean([2, 3], false));
        #[quantizable(float)]
        let t6 = soften(&x);
        t6.clone() - &t6
    }
}

#[quantizable]
struct Net {
    conv1: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    norm1: BatchNorm2d,
    conv0: Conv2d,
    norm0: BatchNorm2d,
    convs: Vec<Conv2d>,
    never: Option<Conv2d>,
    maybe: Option<Conv2d>,
    count: usize,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            conv1: Conv2d::new(4, 4, 3).padding(1).groups(4),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            norm1: BatchNorm2d::new(4),
            conv0: Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2),
            norm0: BatchNorm2d::new(4),
            convs: vec![Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(1).bias(false)],
            never: None,
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            count: 2,
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let mut t1 = self.norm1.forward(self.conv1.forward(self.two_pairs[1].0.forward(&x + x.clone()).relu()));
        let y2 = self.conv0.forward(F::relu(self.norm0.forward(self.convs[2].forward(&t1))));
        let y2 = self.norm0.forward(y2);
        let t1 = y2.relu6();
        let mut v3 = match &self.never {
            None => {
                let Some(layer4) = &self.maybe else { return F::add(&t1, &t1) };
                F::adaptive_avg_pool2d(layer4.forward(&t1), 3)
            }
            Some(layer) => {
                F::adaptive_avg_pool2d(x.sub(&t1), 3)
            }
        };
        let mut acc5 = F::pad(v3, [1, 2, 2, 1], 0.0);
        let mut n6 = 0;
        while n6 < self.count {
            acc5 = F::add_with(&t1, &t1, 0.5);
            n6 += 1;
        }
        acc5 -= &t1;
        let mut acc5 = F::relu6(&acc5);
        F::relu(&t1)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
