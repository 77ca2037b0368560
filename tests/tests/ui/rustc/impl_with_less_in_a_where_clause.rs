use quantizable::{Model, Tensor, nn::Linear, quantizable};

#[quantizable]
struct Net<B>
where
    B: Model<Input = Tensor, Output = Tensor>,
{
    block: B,
    fc: Linear,
}

#[quantizable]
impl<B> Net<B>
where
    B: Model<Input = Tensor>,
{
    fn forward(&self, x: Tensor) -> Tensor {
        self.fc.forward(self.block.forward(x))
    }
}

fn main() {}
