use quantizable::{Tensor, nn::Conv2d, quantizable};

struct Stem {
    conv: Conv2d,
}

#[quantizable]
struct Net {
    #[quantizable(skip)]
    stem: Stem,
}

impl std::ops::Deref for Net {
    type Target = Stem;
    fn deref(&self) -> &Stem {
        &self.stem
    }
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x)
    }
}

fn main() {}
