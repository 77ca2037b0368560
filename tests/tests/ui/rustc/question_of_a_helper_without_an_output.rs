use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

#[quantizable]
pub struct Net {
    fc: Linear,
    norm: Option<Linear>,
}

#[quantizable]
impl Net {
    fn has_norm(&self) {
        self.norm.is_some()
    }

    pub fn forward(&self, x: Tensor) -> Tensor {
        if self.has_norm() { self.fc.forward(x) } else { x }
    }
}

fn main() {}
