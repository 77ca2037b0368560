use quantizable::{Model, Tensor, nn::Linear, quantizable};

#[quantizable]
struct Net<E: Model<Input = Tensor, Output = Tensor>> {
    encoder: F,
    next: E,
}

#[quantizable]
impl<E: Model<Input = Tensor, Output = Tensor>> Net<E> {
    fn forward(&self, x: Tensor) -> Tensor {
        self.next.forward(x)
    }
}

#[quantizable]
struct Many {
    fc: Linear,
}

#[quantizable]
impl Many {
    fn forward(&self, frames: [Tensor; N]) -> Tensor {
        self.fc.forward(&frames[0])
    }
}

fn main() {}
