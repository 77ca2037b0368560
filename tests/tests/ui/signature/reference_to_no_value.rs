use quantizable::{Tensor, nn::Conv2d, quantizable};

struct Config(usize);

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor, config: &Config) -> Tensor {
        let _ = config.0;
        self.conv.forward(x)
    }
}

fn main() {}
