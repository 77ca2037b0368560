use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

#[derive(Clone, Copy)]
#[quantizable(plain)]
pub enum Act {
    Relu,
    Tanh,
}

#[quantizable]
pub struct Net {
    fc: Linear,
    act: Act,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        self.act(self.fc.forward(x))
    }
}

fn main() {}
