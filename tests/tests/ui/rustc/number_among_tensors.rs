use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}
#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let y = self.conv.forward(&x);
        F::cat(&[y, 1], 1)
    }
}

fn main() {}
