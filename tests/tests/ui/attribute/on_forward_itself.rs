use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    #[quantizable]
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x)
    }
}

fn main() {}
