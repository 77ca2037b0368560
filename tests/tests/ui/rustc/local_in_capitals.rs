use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, xs: &[Tensor], y: Tensor) -> Tensor {
        let mut y = y;
        for x in Xs {
            y = self.conv.forward(y) + x;
        }
        y
    }
}

fn main() {}
