use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
pub struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    pub fn forward(&self, xs: [Tensor]) -> Tensor {
        self.conv.forward(F::cat(&xs, 1))
    }
}

fn main() {}
