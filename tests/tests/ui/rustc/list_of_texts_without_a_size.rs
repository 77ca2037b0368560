use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor, words: &[str]) -> Tensor {
        let _ = words;
        self.fc.forward(x)
    }
}

fn main() {}
