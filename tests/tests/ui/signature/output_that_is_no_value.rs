use quantizable::{Tensor, nn::Conv2d, quantizable};

struct Config(usize);

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> (Tensor, Config) {
        (self.conv.forward(x), Config(3))
    }
}

fn main() {}
