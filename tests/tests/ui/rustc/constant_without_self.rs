use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
    scale: f32,
}

#[quantizable]
impl Net {
    const LEAST: f32 = 0.5;

    fn forward(&self, x: Tensor) -> Tensor {
        F::relu(self.conv.forward(x) * self.scale + LEAST)
    }
}

fn main() {}
