use quantizable::{Tensor, nn::Linear, quantizable};

#[derive(Clone, Debug)]
enum Refused {
    Batch(usize),
}

macro_rules! ensure {
    ($condition:expr, $error:expr) => {
        if !$condition {
            return $error;
        }
    };
}

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Result<Tensor, Refused> {
        ensure!(x.size(0) < 8, Refused::Batch(x.size(0)));
        Ok(self.fc.forward(x))
    }
}

fn main() {}
