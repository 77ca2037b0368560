use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
pub struct Block {
    conv: Conv2d,
}

#[quantizable]
impl Block {
    pub fn foward(&self, x: Tensor, scale: f32) -> Tensor {
        self.conv.forward(x) * scale
    }
}

#[quantizable]
pub struct Head {
    conv: Conv2d,
}

#[quantizable]
impl Head {
    pub fn call(&self, x: &Tensor) -> Tensor {
        self.stem(x)
    }

    fn stem(&self, x: &Tensor) -> Tensor {
        self.conv.forward(x)
    }

    #[quantizable(export)]
    pub fn depth(&self) -> usize {
        2
    }
}

#[quantizable]
pub struct Net {
    block: Block,
    head: Head,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let y = self.block.forward(x, 0.5);
        self.head.forward(&y) * self.head.depth() as f32
    }
}

fn main() {}
