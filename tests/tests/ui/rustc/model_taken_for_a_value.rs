use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    const SCALE: f32 = 2.0;

    fn forward(&self, x: Tensor) -> Tensor {
        F::relu(self.fc.forward(x)) * Net.SCALE
    }
}

fn main() {}
