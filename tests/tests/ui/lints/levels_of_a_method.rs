use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let y = self.conv.forward(x);
        self.strict(F::relu(&y) + &y)
    }

    #[quantizable(deny(missed_fusion))]
    fn strict(&self, x: Tensor) -> Tensor {
        let y = self.conv.forward(x);
        F::relu(&y) + &y
    }
}

fn main() {}
