use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable(plane)]
struct Config {
    start: usize,
}

impl Config {
    fn length(&self) -> usize {
        self.start + 1
    }
}

#[quantizable]
struct Net {
    fc: Linear,
    config: Config,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.fc.forward(x).narrow(1, self.config.start as isize, self.config.length())
    }
}

fn main() {}
