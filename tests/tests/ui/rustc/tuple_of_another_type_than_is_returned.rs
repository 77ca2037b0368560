use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
pub struct Net {
    convs: Vec<Conv2d>,
    names: Vec<String>,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> (Tensor, Vec<Tensor>) {
        let mut levels = vec![x];
        for conv in &self.convs {
            levels.push(conv.forward(&levels[0]));
        }
        let top = levels.remove(0);
        (top, self.names.clone())
    }
}

fn main() {}
