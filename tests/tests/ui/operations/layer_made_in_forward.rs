use quantizable::{
    Tensor,
    nn::{self, Conv2d},
    quantizable,
};

#[quantizable]
pub struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        nn::ReLU::new().forward(self.conv.forward(x))
    }
}

fn main() {}
