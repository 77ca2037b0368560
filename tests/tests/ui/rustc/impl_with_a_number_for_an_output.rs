use quantizable::{Model, Tensor, quantizable};

#[quantizable]
struct Stage<B: Model<Input = Tensor, Output = Tensor>> {
    inner: B,
}

#[quantizable]
impl<B: Model<Input = Tensor, Output = f32>> Stage<B> {
    fn forward(&self, x: Tensor) -> Tensor {
        x
    }
}

fn main() {}
