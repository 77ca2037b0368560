use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let y = Some(self.conv.forward(x));
        #[quantizable(float)]
        let y = y.map_or(0.0, |y| y.max_value());
        self.conv.forward(Tensor::ones(&[1, 3, 8, 8])) * y
    }
}

fn main() {}
