use quantizable::{Tensor, nn::Linear, quantizable};

fn clamped(x: &Tensor) -> Tensor {
    x.clone()
}

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        #[quantizable]
        let x = clamped(&x);
        self.fc.forward(x)
    }
}

fn main() {}
