//! A random model: seed 20 of `tests/support/generate`. Not to be edited.

use quantizable::{functional as F, nn::*, quantizable, Tensor};

fn soften(x: &Tensor) -> Tensor {
    let values = x.as_slice().iter().map(|v| v / (1.0 + v.abs()));
    Tensor::from_vec(values.collect(), x.shape())
}

#[quantizable]
struct Net {
    convs: [Conv2d; 3],
    head: Linear,
    kernel: Tensor,
    maybe: Option<Conv2d>,
    fancy: bool,
    conv2: Conv2d,
    norm1: BatchNorm2d,
    count: usize,
    fc0: Linear,
    fc2: Linear,
    norm_flat: BatchNorm1d,
    act_relu6: ReLU6,
}

#[quantizable]
impl Net {
    fn new() -> Self {
        Net {
            convs: [Conv2d::new(4, 4, 3).padding(1), Conv2d::new(4, 4, 3).padding(2).dilation(2), Conv2d::new(4, 4, 3).padding(1)],
            head: Linear::new(4, 6),
            kernel: Tensor::ones(&[4, 4, 1, 1]),
            maybe: Some(Conv2d::new(4, 4, 3).padding(1)),
            fancy: true,
            conv2: Conv2d::new(4, 4, 1),
            norm1: BatchNorm2d::new(4),
            count: 3,
            fc0: Linear::new(6, 6).bias(false),
            fc2: Linear::new(6, 6),
            norm_flat: BatchNorm1d::new(6),
            act_relu6: ReLU6::new(),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let mut acc1 = 1.0 - &x;
        for layer in self.convs.iter().rev() {
            acc1 = F::max_pool2d(F::pad(F::relu6(acc1), [1, 1, 1, 1], 0.0), 3, 1);
        }
        let mut t2 = self.head.forward(F::flatten(F::adaptive_avg_pool2d(acc1.conv2d(&self.kernel, None, 1, 0, 1, 1), 1), 1, -1));
        let mut v3 = match &self.maybe {
            None => {
                if self.fancy {
                    let mut v4 = match &self.maybe {
                        None => {
                            (x + acc1.clone()).max_pool2d(2, 2)
                        }
                        Some(layer) => {
                            acc1.max_pool2d(2, 2)
                        }
                    };
                    v4 = F::add_with(self.conv2.forward(&v4), F::relu(self.norm1.forward(self.conv2.forward(&v4))), 0.5);
                } else if self.count > 1 {
                    #[quantizable(float)]
                    let t5 = soften(&acc1);
                    t2 = F::relu(self.fc0.forward(t2.relu()));
                }
                ({ let inner = acc1.reshape([-1, 4, 36]); inner.view([inner.size(0), 4, 6, 6]) }) * F::mul(&acc1, acc1.clone()).mean([1], true)
            }
            Some(layer) => {
                acc1
            }
        };
        let mut v6 = if v3.argmax_dim(1)[0] % 2 == 0 {
            F::relu6(&v3) - &v3
        } else {
            let mut t7 = self.norm_flat.forward(self.fc2.forward(t2)).relu();
            v3.clone()
        };
        #[quantizable(float)]
        let t8 = soften(&v6);
        v3 += t8;
        v6 += &v3;
        let mut t9 = self.head.forward(v6.mean([2, 3], false));
        self.act_relu6.forward(v6)
    }
}

#[test]
fn agrees() {
    quantizable_tests::random::check(Net::new(), false);
}
