use quantizable::{Model, Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Stage<M: Model<Input = Tensor, Output = Tensor>> {
    model: M,
}

#[quantizable]
impl<M: Model<Input = Tensor, Output = Tensor>> Stage<M> {
    fn forward(&self, x: Tensor) -> Tensor {
        self.model.forward(x)
    }
}

#[quantizable]
struct Net {
    stage: Stage<Conv2d>,
    stages: Vec<Stage<Conv2d>>,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        x
    }
}

fn main() {}
