use quantizable::{Prepared, Tensor, nn::Conv2d, quantizable};

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

fn run(prepared: &Prepared<Net>, x: Tensor) -> Tensor {
    prepared.forward(x)
}

fn main() {}
