use quantizable::{Tensor, nn::Conv2d, quantizable};

struct TooSmall;

#[quantizable]
pub struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Result<Tensor, TooSmall> {
        if x.size(2) < 3 {
            return Err(TooSmall);
        }
        Ok(self.conv.forward(x))
    }
}

fn main() {}
