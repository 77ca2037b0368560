use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn block(&self, x: Tensor, act: impl Fn(Tensor) -> Tensor) -> Tensor {
        act(self.conv.forward(x))
    }

    fn forward(&self, x: Tensor) -> Tensor {
        self.block(x, F::relu)
    }
}

fn main() {}
