use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
pub struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let y = self.conv.forward(x)
        #[quantizable(float)]
        let z = y.relu();
        z
    }
}

fn main() {}
