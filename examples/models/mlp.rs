//! Linear layers only.

use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

/// Three linear layers for images of 28x28 pixels as vectors: a matter of how fast weights are read.
#[quantizable]
pub struct Mlp {
    a: Linear,
    b: Linear,
    c: Linear,
}

#[quantizable]
impl Mlp {
    /// The network with initial weights.
    pub fn new() -> Self {
        Mlp { a: Linear::new(784, 1024), b: Linear::new(1024, 1024), c: Linear::new(1024, 10) }
    }

    /// Logits `[N, 10]` of vectors `[N, 784]`.
    pub fn forward(&self, x: Tensor) -> Tensor {
        let x = F::relu(self.a.forward(x));
        let x = F::relu(self.b.forward(x));
        self.c.forward(x)
    }
}
