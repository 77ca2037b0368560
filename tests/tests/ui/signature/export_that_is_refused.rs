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

    #[quantizable(export)]
    fn any(&self, x: impl Into<Tensor>) -> Tensor {
        self.fc.forward(x.into())
    }

    #[quantizable(export)]
    fn generic<T: Into<Tensor>>(&self, x: T) -> Tensor {
        self.fc.forward(x.into())
    }

    #[quantizable(export)]
    fn owned(self: Box<Self>, x: Tensor) -> Tensor {
        self.fc.forward(x)
    }
}

#[quantizable]
struct Net {
    encoder: Encoder,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let x = self.encoder.any(x);
        self.encoder.generic(x)
    }
}

fn main() {}
