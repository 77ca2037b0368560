use quantizable::{nn::Linear, quantizable, Tensor};
#[quantizable]
pub struct Net {
    fc: Linear,
}
#[quantizable]
impl Net {
    #[quantizable(export)]
    pub fn stem(&self, x: Tensor) -> Tensor {
        self.fc.forward(x)
    }

    pubb fn other(&self) {}

    pub fn forward(&self, x: Tensor) -> Tensor {
        #[quantizable(float)]
        let x = x * 2.0;
        self.stem(x)
    }
}

fn main() {}
