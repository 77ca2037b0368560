use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
    scale: f32,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        F::relu(self.conv.forward(x) * Self::scale_of())
    }

    fn scale_of() -> f32 {
        self.scale
    }
}

fn main() {}
