use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Box<dyn Iterator<Item = Tensor>> {
        Box::new([self.fc.forward(x)].into_iter())
    }
}

fn main() {}
