use quantizable::{Tensor, quantizable};

mod parts {
    use quantizable::{Tensor, nn::Conv2d, quantizable};

    #[quantizable]
    struct Block {
        conv: Conv2d,
    }

    #[quantizable]
    impl Block {
        pub fn forward(&self, x: Tensor) -> Tensor {
            self.conv.forward(x)
        }
    }
}

use parts::Block;

#[quantizable]
pub struct Net {
    block: Block,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        self.block.forward(x)
    }
}

fn main() {}
