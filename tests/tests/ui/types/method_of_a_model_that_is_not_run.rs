use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Encoder {
    conv: Conv2d,
    gain: f32,
}

#[quantizable]
impl Encoder {
    #[quantizable(export)]
    fn gain(&self) -> f32 {
        self.gain
    }

    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x)
    }
}

#[quantizable]
struct Net {
    encoder: Encoder,
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x) * self.encoder.gain()
    }
}

fn main() {}
