use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    weight: Tensor,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        F::conv2d(x, self.weight, None, 1, 0, 1, 1)
    }
}

fn main() {}
