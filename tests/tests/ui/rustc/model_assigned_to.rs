use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
    calls: usize,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.calls += 1;
        self.conv.forward(x)
    }
}

fn main() {}
