use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.act(self.fc.forward(x))
    }

    fn act(&self, x: impl Into<Tensor>) -> Tensor {
        F::relu(x)
    }
}

fn main() {}
