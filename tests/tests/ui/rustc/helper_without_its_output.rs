use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
    scale: f32,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        F::relu(self.conv.forward(x) * self.scale)
    }

    #[quantizable(export)]
    fn stem(&self, x: Tensor) {
        match self.scale {
            0.0 => x,
            _ => self.conv.forward(x),
        }
    }
}

fn main() {}
