use quantizable::{Tensor, quantizable};

#[derive(Clone)]
#[quantizable(plain)]
struct Conv2d;

impl Conv2d {
    fn forward(&self, x: Tensor) -> Tensor {
        x
    }
}

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x)
    }
}

fn main() {}
