use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Block {
    act: dyn Fn(Tensor) -> Tensor,
    fc: Linear,
}

#[quantizable]
impl Block {
    fn forward(&self, x: Tensor) -> Tensor {
        self.fc.forward(x)
    }
}

#[quantizable]
struct Net {
    a: Block,
    b: Block,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.b.forward(self.a.forward(x))
    }
}

fn main() {}
