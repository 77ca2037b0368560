use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

pub struct Bad;

#[quantizable]
pub struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn check(&self, x: &Tensor) -> Result<(), Bad> {
        if x.size(0) == 0 {
            return Err(Bad);
        }
        ()
    }

    pub fn forward(&self, x: Tensor) -> Result<Tensor, Bad> {
        self.check(&x)?;
        Ok(self.fc.forward(x))
    }
}

fn main() {}
