use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable(deny(float_fallback))]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        #[quantizable(float)]
        let y = x.relu();
        self.conv.forward(y)
    }
}

fn main() {}
