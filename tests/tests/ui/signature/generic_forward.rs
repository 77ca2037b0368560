use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward<T: Into<Tensor>>(&self, x: T) -> Tensor {
        self.conv.forward(x.into())
    }
}

fn main() {}
