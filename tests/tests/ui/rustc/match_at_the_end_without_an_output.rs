use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Net {
    fc: Linear,
    n: Option<usize>,
}

#[quantizable]
impl Net {
    fn name(&self, y: &Tensor) {
        match self.n {
            Some(n) => format!("{n} {}", y.dim()),
            None => "none".to_string(),
        }
    }

    fn forward(&self, x: Tensor) -> Tensor {
        let y = self.fc.forward(x);
        self.name(&y);
        y
    }
}

fn main() {}
