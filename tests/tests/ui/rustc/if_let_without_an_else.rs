use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
pub struct Net {
    conv: Option<Conv2d>,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let y = if let Some(conv) = &self.conv { conv.forward(&x) };
        y.relu()
    }
}

fn main() {}
