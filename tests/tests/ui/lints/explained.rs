#![deny(deprecated)]

use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable(explain)]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let y = self.conv.forward(&x).relu().max_pool2d(2, 2);
        y
    }
}

fn main() {}
