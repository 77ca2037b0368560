use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
pub struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        if x.size(0) = 1 {
            return F::relu(x);
        }
        self.conv.forward(x)
    }
}

fn main() {}
