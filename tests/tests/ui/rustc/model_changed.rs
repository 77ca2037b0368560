use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
    seen: Vec<usize>,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.seen.push(x.dim());
        self.conv.forward(x)
    }
}

fn main() {}
