use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        #[quantizable(flaot)]
        let y = x.relu();
        self.conv.forward(y)
    }
}

fn main() {}
