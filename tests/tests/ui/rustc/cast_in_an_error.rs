use quantizable::{Tensor, nn::Conv2d, quantizable};

pub enum Failure {
    Small(usize),
}

#[quantizable]
pub struct Net<const N: usize> {
    conv: Conv2d,
}

#[quantizable]
impl<const N: usize> Net<N> {
    pub fn forward(&self, x: Tensor) -> Result<Tensor, Failure> {
        if x.size(2) < N {
            return Err(Failure::Small(x.size(2) as f32));
        }
        Ok(self.conv.forward(x))
    }
}

fn main() {}
