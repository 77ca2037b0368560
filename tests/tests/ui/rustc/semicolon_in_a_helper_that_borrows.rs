use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.pick(&x).forward(x)
    }

    fn pick(&self, x: &Tensor) -> &Conv2d {
        assert_eq!(x.dim(), 4);
        &self.conv;
    }
}

fn main() {}
