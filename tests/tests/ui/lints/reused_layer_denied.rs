use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable(deny(reused_layer))]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let y = self.conv.forward(x);
        self.conv.forward(y)
    }
}

fn main() {}
