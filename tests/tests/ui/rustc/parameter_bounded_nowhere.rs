use quantizable::{Model, Tensor, quantizable};

#[quantizable]
struct Stage<B> {
    block: B,
}

#[quantizable]
impl<B> Stage<B> {
    fn forward(&self, x: Tensor) -> Tensor {
        self.block.forward(x)
    }
}

fn stage<B: Model>(block: B) -> Stage<B> {
    Stage { block }
}

fn main() {}
