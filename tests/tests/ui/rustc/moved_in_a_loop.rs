use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    convs: Vec<Conv2d>,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut sum = x.relu();
        for conv in &self.convs {
            sum += conv.forward(x);
        }
        sum
    }
}

fn main() {}
