use quantizable::{Model, Tensor, quantizable};

#[quantizable]
struct Stage<B: Model<Input = Tensor, Output = Tensor>> {
    blocks: Vec<B>,
}

#[quantizable]
impl Stage<B> {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut x = x;
        for block in &self.blocks {
            x = block.forward(x);
        }
        x
    }
}

fn main() {}
