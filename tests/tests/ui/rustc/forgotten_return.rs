use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
pub struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Result<Tensor, String> {
        if x.dim() != 4 {
            Err(format!("{} dimensions", x.dim()))
        }
        Ok(self.conv.forward(x))
    }
}

fn main() {}
