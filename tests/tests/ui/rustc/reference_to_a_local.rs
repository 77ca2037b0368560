use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.stem(&x).relu()
    }

    fn stem(&self, x: &Tensor) -> &Tensor {
        let y = self.conv.forward(x);
        &y
    }
}

fn main() {}
