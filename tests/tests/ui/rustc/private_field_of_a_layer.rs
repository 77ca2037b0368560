use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let n = self.conv.weight.numel();
        self.conv.forward(x) * n as f32
    }
}

fn main() {}
