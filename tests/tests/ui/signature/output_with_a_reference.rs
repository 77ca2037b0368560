use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

#[quantizable]
struct Net {
    fc: Linear,
    bias: Tensor,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> (Tensor, &Tensor) {
        let y = F::relu(self.fc.forward(x));
        (y, &self.bias)
    }
}

fn main() {}
