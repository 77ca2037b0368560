use quantizable::{Model, Tensor, nn::Linear, quantizable};

#[quantizable(plain)]
struct Net<M: Model<Input = Tensor, Output = Tensor>> {
    fc: Linear,
    inner: M,
}

#[quantizable]
impl<M: Model<Input = Tensor, Output = Tensor>> Net<M> {
    fn forward(&self, x: Tensor) -> Tensor {
        self.inner.forward(self.fc.forward(x))
    }
}

fn main() {}
