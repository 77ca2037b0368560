#![deny(deprecated)]
#![allow(unreachable_code)]

use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
    fine: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let fine = false;
        if fine {
            return self.fine.forward(x);
        }
        return self.conv.forward(x);
        self.conv.forward(Tensor::zeros(&[1, 1, 8, 8]))
    }
}

fn main() {}
