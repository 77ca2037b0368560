use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

#[derive(Debug, Clone)]
#[quantizable(plain)]
enum Rule {
    Never,
    Patience { limit: usize },
}

#[derive(Debug, Clone)]
#[quantizable(plain)]
struct Config {
    rule: Rule,
}

#[quantizable]
struct Net {
    fc: Linear,
    config: Config,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor, streak: usize) -> Tensor {
        let y = self.fc.forward(x);
        let is_done = match &self.config.rule {
            Rule::Never => false,
            Rule::Patience { limit } if *limit == 0 => true,
            Rule::Patience { limit } => streak >= *limit,
        };
        let scale: usize = "2";
        if is_done { F::relu(y) } else { y * scale as f32 }
    }
}

fn main() {}
