use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut y = self.conv.forward(x);
        #[quantizable(float)]
        for v in y.as_mut_slice() {
            *v = v.abs();
        }
        y
    }
}

fn main() {}
