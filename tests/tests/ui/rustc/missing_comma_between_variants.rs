use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable(plain)]
#[derive(Clone)]
enum Mode {
    Fast(usize)
    Exact,
}

#[quantizable]
struct Net {
    conv: Conv2d,
    mode: Mode,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        match self.mode {
            Mode::Fast(_) => x,
            Mode::Exact => self.conv.forward(x),
        }
    }
}

fn main() {}
