use quantizable::{Tensor, quantizable};

trait Block: Send {
    fn forward(&self, x: Tensor) -> Tensor;
}

#[quantizable]
struct Stage<B: Block> {
    blocks: Vec<B>,
}

#[quantizable]
impl<B: Block> Stage<B> {
    fn forward(&self, mut x: Tensor) -> Tensor {
        for block in &self.blocks {
            x = block.forward(x);
        }
        x
    }
}

fn main() {}
