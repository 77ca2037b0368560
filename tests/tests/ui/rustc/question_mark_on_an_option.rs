use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
    scale: Option<f32>,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Result<Tensor, String> {
        let scale = self.scale?;
        Ok(self.conv.forward(x) * scale)
    }
}

fn main() {}
