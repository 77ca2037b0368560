use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

trait Forward {
    fn forward(&self, x: Tensor) -> Tensor;
}

#[quantizable]
impl Forward for Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x)
    }
}

fn main() {}
