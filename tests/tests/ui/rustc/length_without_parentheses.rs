use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
pub struct Net {
    convs: Vec<Conv2d>,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let mut levels = vec![x];
        for conv in &self.convs {
            levels.push(conv.forward(&levels[levels.len - 1]));
        }
        levels.pop().unwrap()
    }
}

fn main() {}
