use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
#[derive(PartialEq)]
struct Config {
    depth: usize,
}

impl Config {
    fn is_deep(&self) -> bool {
        self.depth > 8
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
        let x = self.fc.forward(x);
        if self.config.is_deep() { x.relu() } else { x }
    }
}

#[quantizable]
struct Other {
    fc: Linear,
    config: Config,
}

#[quantizable]
impl Other {
    fn forward(&self, x: Tensor) -> Tensor {
        let x = self.fc.forward(x);
        if self.config == (Config { depth: 3 }) { x.relu() } else { x }
    }
}

fn main() {}
