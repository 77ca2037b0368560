use quantizable::{Tensor, nn::Conv2d, quantizable};

/// `kernel` and stride are one.
fn max_pool2d(x: Tensor, kernel: usize) -> Tensor {
    quantizable::functional::max_pool2d(x, kernel, kernel)
}

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        max_pool2d(self.conv.forward(x), 2)
    }
}

fn main() {}
