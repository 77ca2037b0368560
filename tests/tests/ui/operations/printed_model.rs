use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
#[derive(Debug)]
pub struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        println!("{self:?}");
        self.conv.forward(x)
    }
}

fn main() {}
