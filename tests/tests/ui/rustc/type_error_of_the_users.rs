use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let n: usize = "three";
        let _ = n;
        self.conv.forward(x)
    }
}

fn main() {}
