use quantizable::{Tensor, nn::Conv2d, quantizable};

struct Config {
    deep: bool,
}
#[quantizable]
struct Net {
    conv: Conv2d,
    config: Config,
}
#[quantizable]
impl Net {
    fn stem(&self, x: Tensor, config: &Config) -> Tensor {
        if config.deep { self.conv.forward(&x) } else { x }
    }
    fn forward(&self, x: Tensor) -> Tensor {
        self.stem(x, &self.config)
    }
}

fn main() {}
