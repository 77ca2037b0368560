use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
pub struct Net {
    conv: Conv2d,
    next: Net,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        self.next.forward(self.conv.forward(x))
    }
}

fn main() {}
