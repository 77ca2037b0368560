use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Encoder {
    fc: Linear,
}

#[quantizable]
impl Encoder {
    fn forward(&self, x: Tensor, y: Tensor) -> (Tensor, Tensor) {
        (self.fc.forward(x), y)
    }

    #[quantizable(export)]
    fn stem(&self, x: Tensor) -> Tensor {
        self.fc.forward(x;)
    }
}

#[quantizable]
struct Net {
    encoder: Encoder,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let x = self.encoder.stem(x);
        let (x, y) = self.encoder.forward(x.clone(), x);
        x + y
    }
}

fn main() {}
