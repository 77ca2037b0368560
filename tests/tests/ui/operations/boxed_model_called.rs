use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
pub struct Decoder {
    fc: Linear,
}

#[quantizable]
impl Decoder {
    pub fn forward(&self, x: Tensor) -> Tensor {
        self.fc.forward(x)
    }
}

#[quantizable]
pub struct Net {
    decoder: Box<Decoder>,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        self.decoder(x)
    }
}

fn main() {}
