use quantizable::{Tensor, nn::Linear, quantizable};

#[derive(Clone)]
#[quantizable(plain)]
struct Document {
    tokens: Vec<usize>,
}

impl Document {
    fn first(&self, n: usize) -> &[usize] {
        &self.tokens[..n]
    }
}

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor, document: &Document) -> Result<Tensor, String> {
        let ids = document.first(3)?;
        Ok(self.fc.forward(x * ids.len() as f32))
    }
}

fn main() {}
