use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
    weight: Tensor,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        if self.bright() { self.conv.forward(x) } else { x }
    }

    fn bright(&self) -> bool {
        self.weight.mean_value() > 0.5
    }
}

fn main() {}
