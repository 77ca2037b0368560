use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
    #[cfg(not(windows))]
    extra: Conv2d,
    #[cfg(windows)]
    other: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.extra.forward(self.conv.forward(x))
    }
}

fn main() {}
