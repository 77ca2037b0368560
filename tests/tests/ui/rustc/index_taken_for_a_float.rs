use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
pub struct Net {
    convs: Vec<Conv2d>,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let mut x = x;
        for i in 0..self.convs.len() {
            let scale: f32 = i;
            x = self.convs[i].forward(x) * scale;
        }
        x
    }
}

fn main() {}
