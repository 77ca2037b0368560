use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor, #[cfg(any())] mask: Tensor) -> Tensor {
        self.conv.forward(x)
    }
}

fn main() {}
