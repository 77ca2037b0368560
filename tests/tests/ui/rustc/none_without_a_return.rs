use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
pub struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Option<Tensor> {
        if x.size(1) != 3 {
            None
        }
        Some(self.conv.forward(x))
    }
}

fn main() {}
