use quantizable::{Model, QConfigMapping, Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Block {
    conv: Conv2d,
}

#[quantizable]
impl Block {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x)
    }
}

#[quantizable]
struct Stage<M: Model<Input = Tensor, Output = Tensor>> {
    inner: M,
}

impl<M: Model<Input = Tensor, Output = Tensor>> Stage<M> {
    fn forward(&self, x: Tensor) -> Tensor {
        self.inner.forward(x)
    }
}

fn main() {
    let stage = Stage { inner: Block { conv: Conv2d::new(1, 1, 3) } };
    let _ = stage.prepare(&QConfigMapping::default());
}
