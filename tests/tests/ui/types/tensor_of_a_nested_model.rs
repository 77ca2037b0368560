use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Gate {
    weight: Tensor,
}

#[quantizable]
impl Gate {
    fn forward(&self, x: Tensor) -> Tensor {
        x * &self.weight
    }
}

#[quantizable]
struct Net {
    conv: Conv2d,
    gate: Gate,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let gate: Tensor = self.gate.weight.tanh();
        self.gate.forward(self.conv.forward(x)) * gate
    }
}

fn main() {}
