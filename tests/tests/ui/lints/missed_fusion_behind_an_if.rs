use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    narrow: Conv2d,
    wide: Conv2d,
}

#[quantizable(deny(missed_fusion))]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let y = if x.max_value() > 1.0 { self.wide.forward(x) } else { self.narrow.forward(x) };
        F::relu(y)
    }
}

fn main() {}
