use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Block {
    conv: Conv2d,
}

#[quantizable]
impl Block {
    fn forward(&self, x: &Tensor) -> (Tensor, usize) {
        (self.conv.forward(x), 1)
    }
}

#[quantizable]
struct Net {
    block: Block,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.block.forward(&x).0.relu()
    }
}

fn main() {}
