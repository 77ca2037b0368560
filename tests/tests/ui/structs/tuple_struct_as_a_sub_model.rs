use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
struct Block(Conv2d);

#[quantizable]
impl Block {
    fn forward(&self, x: &Tensor) -> Tensor {
        self.0.forward(x)
    }
}

#[quantizable]
struct Net {
    blocks: Vec<Block>,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut x = x;
        for block in &self.blocks {
            x = F::relu(block.forward(&x));
        }
        x
    }
}

fn main() {}
