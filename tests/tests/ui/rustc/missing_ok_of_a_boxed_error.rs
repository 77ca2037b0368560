use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
    scale: f32,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Result<Tensor, Box<dyn std::error::Error>> {
        F::relu(self.conv.forward(x) * self.scale)
    }
}

fn main() {}
