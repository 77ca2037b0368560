use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
    channels: usize,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        assert_eq!(self.channels, x.size(1), "channels", x);
        self.conv.forward(x)
    }
}

fn main() {}
