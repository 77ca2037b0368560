use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

#[quantizable]
struct Net {
    fc: Linear,
    scale: Option<f32>,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let Some(scale) = self.scale else { x };
        F::relu(self.fc.forward(x)) * scale
    }
}

fn main() {}
