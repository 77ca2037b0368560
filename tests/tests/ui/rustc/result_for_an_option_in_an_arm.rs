use quantizable::{
    Tensor,
    nn::{BatchNorm2d, Conv2d},
    quantizable,
};

#[quantizable]
pub struct Net {
    conv: Conv2d,
    down: Option<(Conv2d, BatchNorm2d)>,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let y = match &self.down {
            Ok((conv, bn)) => bn.forward(conv.forward(&x)),
            None => x.clone(),
        };
        self.conv.forward(x) + y
    }
}

fn main() {}
