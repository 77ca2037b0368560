use quantizable::{Tensor, nn::Conv2d, quantizable};

fn relu(x: Tensor) -> Tensor {
    x
}

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        relu(self.conv.forward(x))
    }
}

fn main() {}
