use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
pub struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let y = self.conv.forward(x);
        #[quantizable(float)]
        let z = softmax(-1, &y);
        z
    }
}

fn softmax(x: &Tensor, dim: isize) -> Tensor {
    x * dim as f32
}

fn main() {}
