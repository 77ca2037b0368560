use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Net {
    fc: Option<Linear>,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.fc.as_ref().map(|fc| fc.forward(x)).unwrap_or(x)
    }
}

fn main() {}
