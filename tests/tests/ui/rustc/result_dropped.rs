use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        F::relu(self.conv.forward(x));
    }
}

fn main() {}
