use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Encoder {
    conv: Conv2d,
}

#[quantizable]
impl Encoder {
    fn stem(&self, x: Tensor) -> Tensor {
        self.conv.forward(x)
    }

    fn forward(&self, x: Tensor) -> Tensor {
        self.stem(x).relu()
    }
}

#[quantizable]
struct Net {
    encoder: Encoder,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.encoder.stem(x)
    }
}

fn main() {}
