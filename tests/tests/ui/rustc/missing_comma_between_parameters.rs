use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Block {
    fc: Linear,
}

#[quantizable]
impl Block {
    fn forward(&self, x: &Tensor gain: f32) -> (Tensor, f32) {
        (self.fc.forward(x) * gain, gain)
    }
}

#[quantizable]
struct Net {
    block: Block,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let (y, gain): (Tensor, f32) = self.block.forward(&x, 0.5);
        y * gain
    }
}

fn main() {}
