use quantizable::{Tensor, nn::Linear, quantizable};

#[derive(Clone, Copy)]
#[quantizable(plain)]
enum Mode {
    Explore,
    Exploit,
}

#[quantizable]
pub struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor, mode: Mode) -> (Tensor, Mode) {
        match mode {
            Mode::Explore => (self.fc.forward(x), Mode::Exploit),
            Mode::Exploit => (x, mode),
        }
    }
}

fn main() {}
