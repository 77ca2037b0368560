use quantizable::{Model, QConfigMapping, Tensor, nn::Conv2d, quantizable};

pub struct Block {
    conv: Conv2d,
}

impl Block {
    pub fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x)
    }
}

#[quantizable]
pub struct Net {
    block: Block,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        self.block.forward(x)
    }
}

pub fn quantized(net: &Net, x: Tensor) -> quantizable::Result<Tensor> {
    let prepared = net.prepare(&QConfigMapping::default())?;
    prepared.forward(x.clone())?;
    prepared.convert()?.forward(x)
}

fn main() {}
