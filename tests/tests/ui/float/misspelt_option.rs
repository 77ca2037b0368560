use quantizable::{Tensor, nn::Conv2d, quantizable};

fn softmax(x: Tensor) -> Tensor {
    x
}

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let x = self.conv.forward(x);
        #[quantizable(flaot)]
        let x = softmax(x);
        x.relu()
    }
}

fn main() {}
