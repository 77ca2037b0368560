use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

#[quantizable(plain)]
enum Act {
    Relu,
    Leaky(f32),
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
        match self.act {
            Act::Relu => x.relu(),
            Act::Leaky(slope) => F::leaky_relu(x, slope),
        }
    }
}

fn main() {}
