use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
    scale: f32,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        for _ in 0..3 {
            break F::relu(self.conv.forward(x) * self.scale);
        }
        x
    }
}

fn main() {}
