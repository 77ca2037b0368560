use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn stem(&self, x: Tensor) -> Tensor {
        self.conv.forward(x)
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let y = stem(x);
        y.relu()
    }
}

fn main() {}
