use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

fn double(x: &Tensor) -> Tensor {
    x + x
}

#[quantizable]
pub struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        #[float]
        let x = double(&x);
        self.fc.forward(x)
    }
}

fn main() {}
