use quantizable::{Tensor as T, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: T) -> T {
        self.conv.forward(x)
    }
}

fn main() {}
