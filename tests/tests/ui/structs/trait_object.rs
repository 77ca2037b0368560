use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
    gain: Box<dyn Fn(f32) -> f32 + Send + Sync>,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x) * (self.gain)(0.5)
    }
}

fn main() {}
