use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable(plain)]
#[derive(Clone, Copy)]
enum Act {
    Relu,
    Leaky(f32),
}

#[quantizable]
struct Net {
    conv: Conv2d,
    act: Act,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let y = self.conv.forward(x);
        match self.act {
            Act::Relu => F::relu(y),
            Act::Leaky(slope, _) => F::leaky_relu(y, slope),
        }
    }
}

fn main() {}
