use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut y = F::relu(self.fc.forward(x));
        y = loop { break };
        y.mean([1], false)
    }
}

fn main() {}
