use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
pub struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    pub fn forward(x: Tensor) -> Tensor {
        self.conv.forward(x)
    }
}

fn main() {}
