use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: impl Into<Tensor>) -> Tensor {
        self.conv.forward(x.into())
    }
}

fn main() {}
