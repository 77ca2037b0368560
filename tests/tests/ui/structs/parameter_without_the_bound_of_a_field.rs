use quantizable::{Model, Tensor, nn::Linear, quantizable};

#[quantizable]
struct Stage<B: Model<Input = Tensor, Output = Tensor>> {
    block: B,
}

#[quantizable]
impl<B: Model<Input = Tensor, Output = Tensor>> Stage<B> {
    fn forward(&self, x: Tensor) -> Tensor {
        self.block.forward(x)
    }
}

#[quantizable]
struct Net<B> {
    stage: Stage<B>,
    head: Linear,
}

#[quantizable]
impl<B: Model<Input = Tensor, Output = Tensor>> Net<B> {
    fn forward(&self, x: Tensor) -> Tensor {
        self.head.forward(self.stage.forward(x))
    }
}

fn main() {}
