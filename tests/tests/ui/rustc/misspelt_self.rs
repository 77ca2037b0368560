use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        F::relu(slf.fc.forward(x))
    }
}

fn main() {}
