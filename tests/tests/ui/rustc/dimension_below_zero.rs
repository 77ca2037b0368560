use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        match x.dim() {
            -1 => F::relu(self.fc.forward(x)),
            _ => self.fc.forward(x),
        }
    }
}

fn main() {}
