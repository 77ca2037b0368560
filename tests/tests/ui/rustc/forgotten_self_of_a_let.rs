use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

#[quantizable]
pub struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let fc = fc.forward(x);
        F::relu(fc)
    }
}

fn main() {}
