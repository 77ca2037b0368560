use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
pub struct Net {
    layers: [Linear],
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let mut x = x;
        for layer in &self.layers {
            x = layer.forward(x);
        }
        x
    }
}

fn main() {}
