//! A model of another file, which gives more than a tensor.

use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
pub struct Scored {
    pub conv: Conv2d,
}

type Score = (Tensor, f32);

#[quantizable]
impl Scored {
    pub fn forward(&self, x: &Tensor) -> Score {
        let y = self.conv.forward(x);
        let score = y.mean_value();
        (y, score)
    }
    #[quantizable(export)]
    pub fn pair(&self, x: &Tensor) -> Option<(Tensor, usize)> {
        let n = x.size(0);
        (n > 1).then_some((self.conv.forward(x), n))
    }
}
