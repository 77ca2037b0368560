use quantizable::{Tensor, nn, quantizable};

#[quantizable]
struct Linear {
    inner: nn::Linear,
    scale: f32,
}

#[quantizable]
impl Linear {
    fn forward(&self, x: Tensor) -> Tensor {
        self.inner.forward(x) * self.scale
    }
}

#[quantizable]
struct Net {
    heads: Vec<Linear>,
}

#[quantizable]
impl Net {
    fn forward(&self, mut x: Tensor) -> Tensor {
        for head in &self.heads {
            x = head.forward(x);
        }
        x
    }
}

fn main() {}
