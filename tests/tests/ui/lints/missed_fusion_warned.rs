#![deny(deprecated)]

use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable(warn(missed_fusion))]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut y = self.conv.forward(&x);
        if y.mean_value() > 0.0 {
            y = x;
        }
        y.relu()
    }
}

fn main() {}
