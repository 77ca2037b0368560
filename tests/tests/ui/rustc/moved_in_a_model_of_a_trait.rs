use quantizable::{Model, Tensor, nn::Conv2d, quantizable};

trait Backbone: Model<Input = Tensor, Output = Tensor> {
    const CHANNELS: usize;
}

#[quantizable]
struct Net<B: Backbone> {
    backbone: B,
    conv: Conv2d,
}

#[quantizable]
impl<B: Backbone> Net<B> {
    fn forward(&self, x: Tensor) -> Tensor {
        let y = self.backbone.forward(x);
        self.conv.forward(y) + y
    }
}

fn main() {}
