use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(self.image(&x))
    }

    fn image<'a>(&self, x: &'a Tensor) -> &'static Tensor {
        assert_eq!(x.dim(), 4);
        x
    }
}

fn main() {}
