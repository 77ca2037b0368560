use quantizable::{Model, Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net<M: Model<Input = Tensor, Output = Tensor>> {
    stem: M,
    conv: Conv2d,
}

#[quantizable]
impl<M> Net<M> {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x)
    }
}

fn main() {}
