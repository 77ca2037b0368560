use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
    swapped: bool,
}

#[quantizable]
impl Net {
    fn forward(&self, pair: (Tensor, Tensor)) -> Tensor {
        let (a, b) = if self.swapped { (pair.1, pair.0) } else { pair };
        self.conv.forward(pair.0) + a + b
    }
}

fn main() {}
