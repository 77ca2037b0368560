use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
pub struct Block<const C> {
    fc: Linear,
}

#[quantizable]
impl<const C: usize> Block<C> {
    pub fn forward(&self, x: Tensor) -> Tensor {
        self.fc.forward(x)
    }
}

#[quantizable]
pub struct Net {
    block: Block<3>,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        self.block.forward(x)
    }
}

fn main() {}
