//! The linear layers of a transformer.

use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

const HIDDEN: usize = 768;

/// The six linear layers of one layer of BERT-base, with a sum in the place of attention.
#[quantizable]
pub struct BertLayer {
    q: Linear,
    k: Linear,
    v: Linear,
    o: Linear,
    up: Linear,
    down: Linear,
}

#[quantizable]
impl BertLayer {
    /// The layer with initial weights.
    pub fn new() -> Self {
        BertLayer {
            q: Linear::new(HIDDEN, HIDDEN),
            k: Linear::new(HIDDEN, HIDDEN),
            v: Linear::new(HIDDEN, HIDDEN),
            o: Linear::new(HIDDEN, HIDDEN),
            up: Linear::new(HIDDEN, 4 * HIDDEN),
            down: Linear::new(4 * HIDDEN, HIDDEN),
        }
    }

    /// `[N, tokens, 768]` from `[N, tokens, 768]`.
    pub fn forward(&self, x: Tensor) -> Tensor {
        let mixed = self.q.forward(&x) + self.k.forward(&x) + self.v.forward(&x);
        let y = self.o.forward(mixed);
        self.down.forward(F::relu(self.up.forward(y)))
    }
}
