use quantizable::{Model, Tensor, nn::Conv2d, quantizable};

trait Encoder: Model<Input = Tensor, Output = Tensor> {
    fn encode(&self, x: Tensor) -> Tensor;
}

#[quantizable]
struct Net<E: Encoder> {
    encoder: E,
    conv: Conv2d,
}

#[quantizable]
impl<E: Encoder> Net<E> {
    fn forward(&self, x: Tensor) -> Tensor {
        self.encoder.encode(self.conv.forward(x))
    }
}

fn main() {}
