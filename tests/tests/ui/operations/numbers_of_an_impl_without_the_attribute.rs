use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
pub struct Net {
    fc: Linear,
    scale: f32,
}

impl Net {
    pub fn gain(&self) -> f32 {
        self.scale * 2.0
    }
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let x = self.fc.forward(x) * self.gain();
        let gain = self.gain();
        if gain > 1.0 { x * gain } else { x }
    }
}

fn main() {}
