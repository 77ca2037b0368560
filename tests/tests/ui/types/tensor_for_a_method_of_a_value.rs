use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable(plain)]
#[derive(Clone)]
struct Scale {
    by: f32,
}

impl Scale {
    fn apply(&self, x: Tensor) -> Tensor {
        x * self.by
    }
}

#[quantizable]
struct Net {
    conv: Conv2d,
    scale: Scale,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.scale.apply(self.conv.forward(x))
    }
}

fn main() {}
