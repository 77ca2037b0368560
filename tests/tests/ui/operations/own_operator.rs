use std::ops::Div;

use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable(plain)]
#[derive(Clone, Copy)]
struct Scale(f32);

impl Div<Scale> for Tensor {
    type Output = Tensor;

    fn div(self, scale: Scale) -> Tensor {
        self * (1.0 / scale.0)
    }
}

#[quantizable]
struct Net {
    conv: Conv2d,
    scale: Scale,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x) / self.scale
    }
}

fn main() {}
