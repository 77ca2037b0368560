use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Block {
    conv: Conv2d,
    width: usize,
}

impl Block {
    #[quantizable(export)]
    fn width(&self) -> usize {
        self.width
    }

    fn forward(&self, x: Tensor) -> Tensor {
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
        if self.block.width() > 3 { self.block.forward(x) } else { x }
    }
}

fn main() {}
