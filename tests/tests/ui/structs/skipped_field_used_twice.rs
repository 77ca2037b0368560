use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

#[quantizable]
pub struct Net {
    fc: Linear,
    #[quantizable(skip)]
    heads: usize,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let x = x.reshape([-1, self.heads as isize]);
        self.fc.forward(x) * self.heads as f32
    }
}

fn main() {}
