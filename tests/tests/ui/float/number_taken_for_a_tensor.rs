use quantizable::{Tensor, nn::Conv2d, quantizable};

fn largest(x: &Tensor) -> f32 {
    x.as_slice().iter().copied().fold(f32::MIN, f32::max)
}

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let x = self.conv.forward(x);
        #[quantizable(float)]
        let scale = largest(&x);
        x * scale
    }
}

fn main() {}
