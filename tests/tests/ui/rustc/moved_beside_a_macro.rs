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
    fn forward(&self, x: Tensor) -> Tensor {
        note!("{} dimensions", x.dim());
        let y = F::relu(self.fc.forward(x));
        y + x
    }
}

fn main() {}
