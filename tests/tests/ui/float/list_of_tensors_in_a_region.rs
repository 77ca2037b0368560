use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let ys = vec![self.conv.forward(x)];
        #[quantizable(float)]
        let y = ys[0].relu();
        y
    }
}

fn main() {}
