use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
pub struct Net {
    conv: Conv2d,
    block: Conv2d,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let mut x = self.conv.forward(x);
        for _ in 0..2 {
            x = self.block.forward(x);
            F::relu(&x)
        }
        x
    }
}

fn main() {}
