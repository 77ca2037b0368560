use std::collections::HashMap;

use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Block {
    fc: Linear,
}

#[quantizable]
impl Block {
    fn forward(&self, x: Tensor) -> Tensor {
        self.fc.forward(x)
    }
}

#[quantizable]
struct Net {
    blocks: HashMap<String, Block>,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut x = x;
        for block in self.blocks.values() {
            x = block.forward(x);
        }
        x
    }
}

fn main() {}
