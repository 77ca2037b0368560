use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
pub struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let ys = vec![self.conv.forward(&x), x];
        #[quantizable(float)]
        let z: Tensor = stacked(&ys);
        z
    }
}

fn stacked(xs: Vec<Tensor>) -> Tensor {
    xs[0].clone()
}

fn main() {}
