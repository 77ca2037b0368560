use quantizable::{Tensor, nn::Conv2d, quantizable};

type Error = Box<dyn std::error::Error>;

#[quantizable]
struct Net {
    conv: Conv2d,
    name: String,
}

#[quantizable]
impl Net {
    fn scale(&self) -> Result<f32, Error> {
        let scale: f32 = self.name.trim().parse::<f64>()?;
        Ok(scale)
    }

    fn forward(&self, x: Tensor) -> Result<Tensor, Error> {
        Ok(self.conv.forward(x) * self.scale()?)
    }
}

fn main() {}
