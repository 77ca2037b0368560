use quantizable::{Tensor, nn::Linear, quantizable};

#[derive(Clone, Debug)]
enum Refused<'a> {
    By(&'a str),
}

#[quantizable]
struct Net {
    fc: Linear,
    name: String,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Result<Tensor, Refused<'_>> {
        if x.dim() != 2 {
            return Err(Refused::By(&self.name));
        }
        Ok(self.fc.forward(x))
    }
}

fn main() {}
