use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let y = self.fc(&x);
        x + y.relu()
    }
}

fn main() {}
