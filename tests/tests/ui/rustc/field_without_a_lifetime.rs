use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
pub struct Net {
    conv: Conv2d,
    name: &str,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x)
    }
}

fn main() {}
