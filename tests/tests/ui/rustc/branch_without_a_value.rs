use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let y = if x.dim() > 2 { F::relu(x) } else { };
        self.fc.forward(y * 0.5)
    }
}

fn main() {}
