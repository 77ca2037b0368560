use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let y = self.conv.forward(x);
        let z = F::relu(y);
        if z.mean_value() > 0.0 {
            return z + y;
        }
        z + x
    }
}

fn main() {}
