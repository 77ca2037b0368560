use quantizable::{Tensor, nn::Conv2d, quantizable};

mod own {
    pub fn rleu<T>(x: T) -> T {
        x
    }
}

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        use own::rleu;
        rleu(self.conv.forward(x))
    }
}

fn main() {}
