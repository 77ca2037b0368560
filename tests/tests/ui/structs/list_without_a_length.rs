use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Net {
    layers: [Linear],
    head: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut x = x;
        for layer in &self.layers {
            x = layer.forward(x);
        }
        self.head.forward(x)
    }
}

fn main() {}
