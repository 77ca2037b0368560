use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(x: Tensor) -> Tensor {
        x.relu()
    }
}

fn main() {}
