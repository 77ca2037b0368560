use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

fn double(x: &Tensor) -> Tensor {
    x + x
}

#[quantizable]
pub struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn grow(&self, x: &Tensor) {
        #[quantizable(float)]
        let big = double(x);
        big
    }

    pub fn forward(&self, x: Tensor) -> Tensor {
        self.fc.forward(self.grow(&x))
    }
}

fn main() {}
