//! A random model: seed 24 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

fn soften(x: &Tensor) -> Tensor {
    let values = x.as_slice().iter().map(|v| v / (1.0 + v.abs()));
    Tensor::from_vec(values.collect(), x.shape())
}

#[quantizable]
struct Part {
    maybe: Option<Conv2d>,
    down: Conv2d,
    scale: f32,
}

#[quantizable]
impl Part {
    fn new() -> Self {
        Part {
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            down: Conv2d::new(4, 4, 3).stride(2).padding(1),
            scale: 0.5,
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        if let Some(layer) = &self.maybe {
            let t1 = self.down.forward(F::relu6(F::add_with(&x, &x, 0.5)));
        }
        let mut t2 = x.add_scalar(self.scale);
        assert_eq!(x.dim(), 4, "not an image: {:?}", x.shape());
        let n3 = x.size(1) * x.size(-1);
        debug_assert!(n3 == 24 && x.numel() == 288);
        let k4 = n3 as f32 / 48.0;
        t2 = F::add_with(x, &t2, 0.5);
        &t2 - &t2
    }
}

#[quantizable]
struct Net {
    pair: (Conv2d, BatchNorm2d),
    conv2: Conv2d,
    norm1: BatchNorm2d,
    part: Part,
    convs: [Conv2d; 3],
    norm0: BatchNorm2d,
    never: Option<Conv2d>,
    head: Linear,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            pair: (Conv2d::new(4, 4, 3).padding(1).bias(false), BatchNorm2d::new(4)),
            conv2: Conv2d::new(4, 4, 1),
            norm1: BatchNorm2d::new(4),
            part: Part::new(),
            convs: [Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(1).bias(false), Conv2d::new(4, 4, 3).padding(1).bias(false)],
            norm0: BatchNorm2d::new(4),
            never: None,
            head: Linear::new(4, 6),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let mut all1 = vec![self.pair.0.forward(&x), F::relu(self.norm1.forward(self.conv2.forward(x.clone()))).relu6()];
        let mut x = F::cat(&all1, 1).mean([1], true) + &all1[0];
        #[quantizable(float)]
        let t2 = soften(&x);
        let mut acc3 = self.part.forward(x);
        'outer4: for i in 0..3 {
            for layer in &self.convs {
                if i == 1 {
                    continue 'outer4;
                }
                acc3 = acc3.add_scalar(-0.5).relu();
                if i == 2 {
                    break 'outer4;
                }
            }
        }
        let mut t5 = F::relu(self.norm0.forward(self.convs[0].forward(acc3.relu6().add(&acc3 - t2.mean([1], true)))));
        let mut v6 = match &self.never {
            None => {
                F::relu6(t5.relu())
            }
            Some(layer) => {
                let t7 = acc3.max_pool2d(2, 2);
                t5
            }
        };
        #[quantizable(float)]
        let t8 = soften(&v6);
        self.head.forward(F::flatten(F::adaptive_avg_pool2d(v6, 1), 1, -1))
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), true);
}
