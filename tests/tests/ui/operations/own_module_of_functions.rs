use quantizable::{Tensor, nn::Conv2d, quantizable};

mod functional {
    use quantizable::Tensor;

    pub fn relu(x: Tensor) -> Tensor {
        x
    }
}

use functional as F;

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        F::relu(self.conv.forward(x))
    }
}

fn main() {}
