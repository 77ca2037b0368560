use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Option<Tensor> {
        let y: f32 = self.stem(x)?;
        Some(self.fc.forward(y.relu()))
    }

    fn stem(&self, x: Tensor) -> Option<Tensor> {
        Some(F::relu(x))
    }
}

fn main() {}
