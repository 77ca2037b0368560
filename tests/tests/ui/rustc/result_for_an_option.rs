use quantizable::{
    Tensor,
    nn::{BatchNorm2d, Conv2d},
    quantizable,
};

#[quantizable]
pub struct Net {
    expand: Option<(Conv2d, BatchNorm2d)>,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        if let Ok((conv, bn)) = &self.expand {
            return bn.forward(conv.forward(x));
        }
        x
    }
}

fn main() {}
