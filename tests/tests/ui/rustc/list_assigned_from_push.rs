use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
pub struct Net {
    convs: Vec<Conv2d>,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Vec<Tensor> {
        let mut outs = Vec::new();
        for conv in &self.convs {
            outs = outs.push(conv.forward(&x));
        }
        outs
    }
}

fn main() {}
