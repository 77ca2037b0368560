use quantizable::{Tensor, nn::Conv2d, quantizable};

trait Named {
    fn scale(&self) -> f32;
}

#[quantizable]
struct Net {
    conv: Conv2d,
}

impl Named for Net {
    fn scale(&self) -> f32 {
        0.5
    }
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x) * Named::scale(self)
    }
}

fn main() {}
