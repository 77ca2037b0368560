use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        #[quantizable(float)]
        let y = self.conv.forward(x);
        y
    }
}

fn main() {}
