use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    convs: Vec<Conv2d>,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.convs.iter().fold(x, |x, conv| conv.forward(x))
    }
}

fn main() {}
