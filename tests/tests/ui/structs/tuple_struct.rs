use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net(Conv2d);

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.0.forward(x)
    }
}

fn main() {}
