use quantizable::{Model, Tensor, nn::Linear, quantizable};

#[quantizable]
struct Stage<M: Model<Input = Tensor, Output = Tensor>> {
    inner: M,
    fc: Linear,
}

#[quantizable]
impl<M: Model<Input = Tensor, Output = Linear>> Stage<M> {
    fn forward(&self, x: Tensor) -> Tensor {
        self.fc.forward(x)
    }
}

fn main() {}
