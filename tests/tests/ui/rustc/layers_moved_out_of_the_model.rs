use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    convs: Vec<Conv2d>,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut x = x;
        for conv in self.convs {
            x = conv.forward(x);
        }
        x
    }
}

fn main() {}
