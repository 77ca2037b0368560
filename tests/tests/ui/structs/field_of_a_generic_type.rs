use quantizable::{Tensor, nn::Conv2d, quantizable};

struct Wrapper<T>(T);

#[quantizable]
struct Net {
    conv: Conv2d,
    wrapped: Wrapper<usize>,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x) * self.wrapped.0 as f32
    }
}

fn main() {}
