use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let y = F::relu(self.fc.forward(x));
        assert!(y);
        y
    }
}

fn main() {}
