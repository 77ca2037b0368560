use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
pub struct Net<M: Model<Input = Tensor, Output = Tensor>> {
    conv: Conv2d,
    body: M,
}

#[quantizable]
impl<M: Model<Input = Tensor, Output = Tensor>> Net<M> {
    pub fn forward(&self, x: Tensor) -> Tensor {
        F::relu(self.body.forward(self.conv.forward(x)))
    }
}

fn main() {}
