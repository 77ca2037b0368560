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
    blocks: Vec<Block>,
}

#[quantizable]
impl Net {
    fn forward(&self, mut x: Tensor) -> Tensor {
        for block in &self.blocks {
            x = block.forward(x) * block.gain();
        }
        x
    }
}

fn main() {}
