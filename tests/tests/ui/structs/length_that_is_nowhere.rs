use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Net {
    layers: [Linear; N],
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut x = x;
        for layer in &self.layers {
            x = layer.forward(x);
        }
        x
    }
}

fn main() {}
