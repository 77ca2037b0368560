use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        fn relu(x: Tensor) -> Tensor {
            x * 3.0
        }
        relu(self.conv.forward(x))
    }
}

fn main() {}
