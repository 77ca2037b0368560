use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
pub struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let y = match x.dim() {
            4 => self.conv.forward(&x),
            _ => None,
        };
        F::relu(y)
    }
}

fn main() {}
