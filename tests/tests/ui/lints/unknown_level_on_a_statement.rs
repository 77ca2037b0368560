use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        #[quantizable(forbid(missed_fusion))]
        let y = self.conv.forward(x);
        y.relu()
    }
}

fn main() {}
