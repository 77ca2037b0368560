use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
pub struct Net {
    convs: Vec<Conv2d>,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> (Tensor, usize) {
        let mut depth = 0;
        let mut x = x;
        for conv in &self.convs {
            x = conv.forward(x);
            depth += 1.0;
        }
        (x, depth)
    }
}

fn main() {}
