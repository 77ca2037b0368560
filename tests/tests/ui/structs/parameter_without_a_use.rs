use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Net<T> {
    fc: Linear,
}

#[quantizable]
impl<T> Net<T> {
    fn forward(&self, x: Tensor) -> Tensor {
        self.fc.forward(x)
    }
}

fn main() {}
