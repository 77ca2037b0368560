use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
    name: String,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let n: usize = self.name.parse()?;
        self.conv.forward(x) * n as f32
    }
}

fn main() {}
