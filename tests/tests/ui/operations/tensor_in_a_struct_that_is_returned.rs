use quantizable::{Tensor, nn::Conv2d, quantizable};

pub struct Output {
    boxes: Tensor,
    scores: Tensor,
}

#[quantizable]
pub struct Net {
    boxes: Conv2d,
    scores: Conv2d,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Output {
        Output { boxes: self.boxes.forward(&x), scores: self.scores.forward(x) }
    }
}

fn main() {}
