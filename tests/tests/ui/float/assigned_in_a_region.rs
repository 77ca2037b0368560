use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut y = self.conv.forward(x);
        #[quantizable(float)]
        {
            y = y.relu();
        }
        y
    }
}

fn main() {}
