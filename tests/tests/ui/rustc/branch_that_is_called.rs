use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

#[quantizable]
struct Net {
    fc: Linear,
    smooth: bool,
}

#[quantizable]
impl Net {
    fn act(&self, x: Tensor) -> Tensor {
        if self.smooth { F::silu } else { F::relu }(x)
    }

    fn forward(&self, x: Tensor) -> Tensor {
        self.act(self.fc.forward(x))
    }
}

fn main() {}
