#![deny(deprecated)]

use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Net {
    fc1: Linear,
    fc2: Linear,
}

#[quantizable(explain)]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let y = self.fc1.forward(&x);
        if x.mean_value() > 0.5 { y } else { self.fc2.forward(y) }
    }
}

fn main() {}
