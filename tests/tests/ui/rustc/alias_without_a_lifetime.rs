use quantizable::{Tensor, nn::Conv2d, quantizable};

type Pair = (&Tensor, Tensor);

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Pair {
        (self.conv.forward(&x), x)
    }
}

fn main() {}
