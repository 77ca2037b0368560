use quantizable::{Tensor, quantizable};

#[quantizable]
struct Net;

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        x
    }
}

fn main() {}
