use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward<'a>(&'a self, x: &'a Tensor) -> &'a Tensor {
        x
    }
}

fn main() {}
