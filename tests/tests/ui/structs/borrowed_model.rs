use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Encoder {
    fc: Linear,
}

#[quantizable]
impl Encoder {
    fn forward(&self, x: Tensor) -> Tensor {
        self.fc.forward(x)
    }
}

#[quantizable]
struct Net {
    encoder: &'static Encoder,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.encoder.forward(x)
    }
}

fn main() {}
