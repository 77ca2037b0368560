use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

#[quantizable]
pub struct Se {
    fc: Linear,
}

#[quantizable]
impl Se {
    pub fn forward(&self, x: Tensor) -> Tensor {
        self.fc.forward(x)
    }
}

#[quantizable]
pub struct Net {
    fc: Linear,
    se: Option<Se>,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let x = self.fc.forward(x);
        if let Some(ref mut se) = self.se {
            return se.forward(x);
        }
        x
    }
}

fn main() {}
