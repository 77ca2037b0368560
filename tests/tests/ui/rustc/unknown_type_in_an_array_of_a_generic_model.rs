use quantizable::{Model, Tensor, quantizable};

#[quantizable]
struct Stage<B: Model<Input = Tensor, Output = Tensor>, const N: usize> {
    first: B,
    blocks: [Block; N],
}

#[quantizable]
impl<B: Model<Input = Tensor, Output = Tensor>, const N: usize> Stage<B, N> {
    fn forward(&self, x: Tensor) -> Tensor {
        self.first.forward(x)
    }
}

fn main() {}
