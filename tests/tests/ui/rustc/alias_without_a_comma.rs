use quantizable::{Tensor, nn::Linear, quantizable};

type Outputs = (Tensor Tensor);

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Outputs {
        (self.fc.forward(&x), x)
    }
}

fn main() {}
