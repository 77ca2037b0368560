use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

#[quantizable(plain)]
#[derive(Clone)]
enum Act {
    Relu,
    Leaky(f32, f32),
}

#[quantizable]
struct Net {
    fc: Linear,
    act: Act,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let x = self.fc.forward(x);
        if matches!(self.act, Act::Leaky("steep", _)) { F::relu(x) } else { x }
    }
}

fn main() {}
