use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

struct Block {
    conv: Conv2d,
}

#[quantizable]
struct Net {
    block: Block,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        F::relu(self.block.conv.forward(x))
    }
}

fn main() {}
