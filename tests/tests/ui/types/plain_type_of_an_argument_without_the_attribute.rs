use quantizable::{Tensor, nn::Linear, quantizable};

pub struct Config {
    scale: f32,
}

#[quantizable]
pub struct Net {
    fc: Linear,
    config: Config,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor, other: &Config) -> Tensor {
        self.fc.forward(x) * (self.config.scale + other.scale)
    }
}

fn main() {}
