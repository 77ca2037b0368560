use quantizable::{Model, Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Stage<M: Model<Input = Tensor, Output = Tensor>> {
    conv: Conv2d,
    inner: M,
}

#[quantizable]
impl<M: Model<Input = Tensor, Output = Tensor>> Stage<M> {
    fn forward(&self, x: Tensor) -> Tensor {
        let x = self.stem1(x, 2);
        self.stem2(x)
    }

    fn stem2(&self, x: Tensor) -> Tensor {
        self.inner.forward(x)
    }
}

impl<M: Model<Input = Tensor, Output = Tensor>> Stage<M> {
    fn stem1(&self, x: Tensor, _times: usize) -> Tensor {
        self.conv.forward(x)
    }
}

fn main() {}
