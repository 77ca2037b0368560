use quantizable::{Tensor, nn::Conv2d, quantizable};

const CHANNELS: usize = 3;

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        const _: () = assert!(CHANNELS % 2 == 0);
        self.conv.forward(x)
    }
}

fn main() {}
