use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        if x.dim() == 4 {
            let _ = F::relu(x);
        }
        self.conv.forward(x)
    }
}

fn main() {}
