use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
    scale: f32,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        println!("{x} {}", self.scale);
        F::relu(self.conv.forward(x))
    }
}

fn main() {}
