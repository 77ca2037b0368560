use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
pub struct Net {
    conv: Conv2d,
    limit: f32,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> (Tensor, Vec<f32>) {
        let y = self.conv.forward(x);
        let mut means = Vec::new();
        means.push(y.clone() as f32);
        means.retain(|mean| *mean > self.limit);
        (y, means)
    }
}

fn main() {}
