use models::*;
use quantizable::{Tensor, quantizable};

mod models {
    use quantizable::{Tensor, nn::Conv2d, quantizable};

    #[quantizable]
    pub struct Block {
        conv: Conv2d,
    }

    #[quantizable]
    impl Block {
        pub fn forward(&self, x: &Tensor) -> (Tensor, f32) {
            (self.conv.forward(x), 0.5)
        }
    }
}

#[quantizable]
struct Net {
    block: Block,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let (y, scale) = self.block.forward(&x);
        y.relu() * scale
    }
}

fn main() {}
