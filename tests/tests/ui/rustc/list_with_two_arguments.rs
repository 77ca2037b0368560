use quantizable::{Tensor, nn::Conv2d, quantizable};

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
struct Net {
    blocks: Vec<Conv2d, Block>,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        x
    }
}

fn main() {}
