use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
pub struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let (batch, channels) = (x.size(0), x.size(1), x.size(2));
        self.conv.forward(x).reshape([batch as isize, channels as isize, -1])
    }
}

fn main() {}
