use quantizable::{Tensor, nn::Conv2d, quantizable};

macro_rules! twice {
    ($a:expr, $b:expr) => {
        $a + $b
    };
}

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        twice!(self.conv.forward(x.clone()), x)
    }
}

fn main() {}
