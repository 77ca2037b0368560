use quantizable::{Tensor, nn::Conv2d, quantizable};

struct Config {
    depth: usize,
}

#[quantizable]
struct Net {
    conv: Conv2d,
    config: Config,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x)
    }
}

fn main() {}
