use quantizable::{Model, Tensor, quantizable};

#[quantizable]
struct Stage<M> {
    model: M,
}

#[quantizable]
impl<M: Model<Input = Tensor, Output = Tensor>> Stage<M> {
    fn forward(&self, x: Tensor) -> Tensor {
        self.model.forward(x)
    }
}

fn main() {}
