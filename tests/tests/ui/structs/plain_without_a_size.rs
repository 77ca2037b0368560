use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable(plain)]
#[derive(Clone, Debug)]
pub struct Config {
    pub width: usize,
    pub name: str,
}

#[quantizable]
pub struct Net {
    conv: Conv2d,
    config: Config,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        if self.config.width > 3 { self.conv.forward(x) } else { x }
    }
}

fn main() {}
