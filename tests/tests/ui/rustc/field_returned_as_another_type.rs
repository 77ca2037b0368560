use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable(plain)]
#[derive(Clone)]
struct Config {
    heads: usize,
    scale: Option<f32>,
}

impl Config {
    fn width(&self, of: usize) -> usize {
        of / self.heads
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
        let scale = self.scale() * self.limit() * self.head(x.dim()) + self.share(3);
        if scale > 1.0 { self.fc.forward(x) } else { x }
    }

    fn scale(&self) -> f32 {
        self.config.scale
    }

    fn limit(&self) -> f32 {
        if self.config.heads > 4 { 2.0 } else { self.config.heads }
    }

    fn head(&self, dim: usize) -> f32 {
        self.config.width(dim)
    }

    fn share(&self, of: usize) -> f32 {
        match of {
            0 => return self.config.heads + 1,
            1 => self.config.heads / 2,
            _ => 1.0,
        }
    }
}

fn main() {}
