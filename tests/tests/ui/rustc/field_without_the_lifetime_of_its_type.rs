use quantizable::{Tensor, nn::Linear, quantizable};

#[derive(Clone)]
#[quantizable(plain)]
struct Names<'a> {
    first: &'a str,
}

#[quantizable]
struct Net {
    fc: Linear,
    names: Names,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.fc.forward(x)
    }
}

fn main() {}
