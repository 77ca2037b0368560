use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

macro_rules! note {
    ($($text:tt)*) => {
        let _ = format_args!($($text)*);
    };
}

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Result<Tensor, String> {
        note!("{} dimensions", x.dim());
        F::relu(self.fc.forward(x))
    }
}

fn main() {}
