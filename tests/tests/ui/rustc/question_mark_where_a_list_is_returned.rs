use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
pub struct Net {
    convs: Vec<Conv2d>,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Vec<Tensor> {
        let first = self.convs.first()?;
        vec![first.forward(x)]
    }
}

fn main() {}
