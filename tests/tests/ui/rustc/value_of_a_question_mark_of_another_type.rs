use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
    scales: Vec<usize>,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Option<Tensor> {
        let scale: f32 = self.scales.first().copied()?;
        Some(self.conv.forward(x) * scale)
    }
}

fn main() {}
