use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
    clipped: bool,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let act = if self.clipped { F::relu6 } else { F::relu };
        act(self.conv.forward(x))
    }
}

fn main() {}
