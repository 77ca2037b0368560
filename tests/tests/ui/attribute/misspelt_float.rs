use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
    scale: f32,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        #[quantizable(floot)]
        let y = self.conv.forward(x);
        F::relu(y * self.scale)
    }
}

fn main() {}
