use quantizable::{Model, Tensor, quantizable};

#[quantizable]
pub struct Stage<B: Model<Input = Tensor, Output = Tensor> + Clone> {
    b: B,
}

#[quantizable]
impl<B: Model<Input = Tensor, Output = Tensor>> Stage<B> {
    pub fn forward(&self, x: Tensor) -> Tensor {
        self.b.forward(x)
    }
}

fn main() {}
