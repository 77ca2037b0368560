use quantizable::{Tensor, nn::Conv2d, quantizable};

struct NoScale;

fn scale() -> Result<f32, NoScale> {
    Ok(0.5)
}

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Result<Tensor, String> {
        let scale: f32 = scale()?;
        Ok(self.conv.forward(x) * scale)
    }
}

fn main() {}
