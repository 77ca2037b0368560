use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Block {
    conv: Conv2d,
}

#[quantizable]
impl Block {
    fn forward(&self, x: &Tensor) -> &Tensor {
        self.conv.forward(x)
    }
}

#[quantizable]
struct Net {
    block: Block,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.block.forward(&x) + x
    }
}

fn main() {}
