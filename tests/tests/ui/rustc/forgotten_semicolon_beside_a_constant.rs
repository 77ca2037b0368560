use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

#[quantizable]
pub struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    const POOL: usize = 2;

    #[quantizable(export)]
    pub fn stem(&self, x: &Tensor) -> Tensor {
        self.fc.forward(x)
    }

    pub fn forward(&self, x: Tensor) -> Tensor {
        let mut x = x;
        for _ in 0..2 {
            x = self.stem(&x)
            x = F::relu(x);
        }
        x
    }
}

fn main() {}
