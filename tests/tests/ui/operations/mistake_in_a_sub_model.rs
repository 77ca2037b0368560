use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
struct Block {
    conv: Conv2d,
}

#[quantizable]
impl Block {
    fn forward(&self, x: &Tensor) -> Tensor {
        my_own(self.conv.forward(x))
    }
}

fn my_own(x: Tensor) -> Tensor {
    x
}

#[quantizable]
struct Net {
    block: Block,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        F::relu(self.block.forward(&x))
    }
}

fn main() {}
