use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Block {
    fc: Linear,
}

#[quantizable]
impl Block {
    fn forward(&self, x: Tensor) -> Tensor {
        self.stem(x).relu()
    }

    #[export]
    fn stem(&self, x: Tensor) -> Tensor {
        self.fc.forward(x)
    }
}

#[quantizable]
struct Net {
    block: Block,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.block.stem(x)
    }
}

fn main() {}
