use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
pub struct Net {
    conv: Conv2d,
}

#[quantizable(deny(missed_fusion))]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        self.activated(self.conv.forward(x))
    }

    fn activated(&self, x: Tensor) -> Tensor {
        F::relu(x)
    }
}

fn main() {}
