use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> (Tensor, impl Iterator<Item = usize>) {
        let sizes = x.shape().to_vec();
        (self.conv.forward(x), sizes.into_iter())
    }
}

fn main() {}
