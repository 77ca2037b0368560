use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

#[quantizable]
pub struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let parts = self.fc(x).chunk(2, 1);
        F::sigmoid(&parts[0] + &parts[1]) * &parts[0]
    }
}

fn main() {}
