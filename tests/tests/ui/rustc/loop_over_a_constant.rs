use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

const LEVELS: usize = 3;

#[quantizable]
pub struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let mut outs = Vec::new();
        for _ in LEVELS {
            outs.push(self.fc.forward(&x));
        }
        F::cat(outs, 1)
    }
}

fn main() {}
