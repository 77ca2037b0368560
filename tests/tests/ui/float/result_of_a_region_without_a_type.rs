use quantizable::{Tensor, nn::Linear, quantizable};

fn overlap(a: &Tensor, b: &Tensor) -> Result<f32, String> {
    if a.shape() == b.shape() { Ok(1.0) } else { Err("shapes differ".into()) }
}

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Result<Tensor, String> {
        let y = self.fc.forward(&x);
        #[quantizable(float)]
        let score = overlap(&x, &y)?;
        if score < 0.1 {
            return Err(format!("an overlap of {score:.2}"));
        }
        Ok(y)
    }
}

fn main() {}
