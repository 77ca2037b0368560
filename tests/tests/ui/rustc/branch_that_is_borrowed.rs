use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

#[quantizable]
struct Net {
    fc: Linear,
    residual: bool,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let y = F::relu(self.fc.forward(&x));
        if self.residual { x + &y } else { &y }
    }
}

fn main() {}
