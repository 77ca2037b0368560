use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Block {
    conv: Conv2d,
    gain: f32,
}

#[quantizable]
impl Block {
    fn gain(&self) -> f32 {
        self.gain
    }

    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x)
    }
}

#[quantizable]
struct Net {
    block: Block,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.block.forward(x) * self.block.gian()
    }
}

fn main() {}
