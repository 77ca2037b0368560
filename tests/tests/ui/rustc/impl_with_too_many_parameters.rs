use quantizable::{Model, Tensor, quantizable};

#[quantizable]
struct Net<M: Model<Input = Tensor, Output = Tensor>> {
    stem: M,
}

#[quantizable]
impl<M: Model<Input = Tensor, Output = Tensor>, N> Net<M, N> {
    fn forward(&self, x: Tensor) -> Tensor {
        self.stem.forward(x)
    }
}

fn main() {}
