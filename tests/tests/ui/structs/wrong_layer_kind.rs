use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Net {
    #[quantizable(conv2d)]
    conv: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x)
    }
}

fn main() {}
