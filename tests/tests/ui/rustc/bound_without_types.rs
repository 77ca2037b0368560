use quantizable::{Model, Tensor, nn::Conv2d, quantizable};

#[quantizable]
pub struct Net<M: Model> {
    conv: Conv2d,
    body: M,
}

#[quantizable]
impl<M: Model> Net<M> {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let y = self.body.forward(self.conv.forward(x));
        y
    }
}

fn main() {}
