use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Net {
    fc: Linear
    #[quantizable(skip)]
    labels: Vec<String>,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.fc.forward(x)
    }
}

fn main() {}
