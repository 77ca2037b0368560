#![deny(deprecated)]

use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable(explain)]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let y = self.fc.forward(x);
        let center = y.mean([0], true);
        y - center
    }
}

fn main() {}
