use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Option<Tensor> {
        let y = self.stem(x)?;
        let scale: f32 = 2;
        Some(y * scale)
    }

    fn stem(&self, x: Tensor) -> Option<Tensor> {
        Some(self.conv.forward(x))
    }
}

fn main() {}
