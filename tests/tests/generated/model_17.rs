//! A random model: seed 17 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

fn soften(x: &Tensor) -> Tensor {
    let values = x.as_slice().iter().map(|v| v / (1.0 + v.abs()));
    Tensor::from_vec(values.collect(), x.shape())
}

#[quantizable]
struct Part {
    never: Option<Conv2d>,
    maybe: Option<Conv2d>,
    down: Conv2d,
    norm1: BatchNorm2d,
    wide144: Linear,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            never: None,
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            norm1: BatchNorm2d::new(4),
            wide144: Linear::new(144, 6),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        if let Some(layer) = self.never.as_ref() {
            let mut v1 = match &self.maybe {
                Some(layer) => {
                    self.down.forward(F::relu(&x))
                }
                None => {
                    #[quantizable(float)]
                    let t2 = soften(&x);
                    F::relu(layer.forward(t2) + &x).max_pool2d(2, 2)
                }
            };
            v1 = F::relu(self.norm1.forward(layer.forward(v1)));
        }
        let t3 = self.wide144.forward(x.reshape([-1, 144]));
        let t4 = x.pad([0, 1, 1, 0], 0.0).max_pool2d(2, 1);
        let mut t5 = t4 - &x;
        t5.reshape([-1, 4, 36]).view([2, 4, 6, 6])
    }
}

#[quantizable]
struct Net {
    maybe: Option<Conv2d>,
    kernel: Tensor,
    pair: (Conv2d, BatchNorm2d),
    norm2: BatchNorm2d,
    conv2: Conv2d,
    two: [Part; 2],
    convs: [Conv2d; 3],
    norm1: BatchNorm2d,
    conv1: Conv2d,
    two_pairs: [(Conv2d, BatchNorm2d); 2],
    parts: Vec<Part>,
    down: Conv2d,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            norm2: BatchNorm2d::new(4),
            conv2: Conv2d::new(4, 4, 3).padding(1),
            two: [Part::new(), Part::new()],
            convs: [Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, (3, 1)).padding((1, 0)).groups(2), Conv2d::new(4, 4, 3).padding(1)],
            norm1: BatchNorm2d::new(4),
            conv1: Conv2d::new(4, 4, 3).padding(2).dilation(2),
            two_pairs: [(Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)), (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4))],
            parts: vec![Part::new(), Part::new()],
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
        }
    }

    fn twice(&self, x: &Tensor, times: usize) -> Tensor {
        let mut y = x.clone();
        for _ in 0..times {
            y = F::relu(F::conv2d(&y, &self.kernel, None, 1, 0, 1, 1));
        }
        y
    }
    fn step(&self, x: Tensor, k: f32) -> Tensor {
        let y2 = self.conv1.forward(&x + &x);
        let y2 = self.two_pairs[0].1.forward(y2);
        let mut t3 = F::relu(y2);
        F::relu(F::relu6(t3.clone()))
    }
    fn forward(&self, x: Tensor) -> Tensor {
        let mut v1 = match &self.maybe {
            Some(layer) => {
                let x = F::conv2d(F::sub(x.conv2d(&self.kernel, None, 1, 0, 1, 1), F::relu(self.norm2.forward(self.pair.0.forward(&x)))), &self.kernel, None, 1, 0, 1, 1);
                F::add_with(self.conv2.forward(&x), self.twice(&x, 1), 0.5)
            }
            None => {
                self.two[1].forward(x.clone()).conv2d(&self.kernel, None, 1, 0, 1, 1)
            }
        };
        let y4 = self.convs[1].forward(self.step(v1, 0.75));
        let y4 = self.norm1.forward(y4);
        let x = y4.relu6();
        #[quantizable(float)]
        let t5 = soften(&x);
        let mut all6 = vec![t5, F::relu(&x).relu()];
        let mut sum7 = all6.pop().unwrap();
        for each in &all6 {
            sum7 += each;
        }
        sum7 = self.parts[0].forward(sum7);
        let t8 = self.down.forward(&sum7);
        self.conv1.forward(&t8).relu()
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
