use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.stem(x, 1.5)
    }

    fn stem(&self, x: Tensor, n: usize) -> Tensor {
        F::max_pool2d(self.conv.forward(x), n, n)
    }
}

fn main() {}
