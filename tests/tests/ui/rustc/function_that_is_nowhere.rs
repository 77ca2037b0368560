use quantizable::{Tensor, nn::Conv2d, quantizable};

fn scale(groups: usize) -> f32 {
    groups as f32
}

#[quantizable]
pub struct Net {
    conv: Conv2d,
    groups: usize,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x) * scael(self.groups)
    }
}

fn main() {}
