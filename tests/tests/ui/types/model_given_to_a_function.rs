use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Block {
    conv: Conv2d,
    gain: f32,
}

#[quantizable]
impl Block {
    #[quantizable(export)]
    fn gain(&self) -> f32 {
        self.gain
    }

    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x)
    }
}

fn twice(block: &Block) -> f32 {
    2.0 * block.gain
}

#[quantizable]
struct Net {
    block: Block,
    blocks: Vec<Block>,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let x = self.block.forward(x) * twice(&self.block);
        let x = x * Block::gain(&self.block);
        x * self.blocks.iter().map(Block::gain).sum::<f32>()
    }
}

fn main() {}
