use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, xs: Vec<&Tensor>) -> Tensor {
        self.conv.forward(xs[0])
    }
}

fn main() {}
