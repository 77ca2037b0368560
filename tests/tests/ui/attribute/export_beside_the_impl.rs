use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x)
    }
}

impl Net {
    #[quantizable(export)]
    fn twice(&self, x: Tensor) -> Tensor {
        self.forward(self.forward(x))
    }
}

fn main() {}
