use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
    count: usize,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x) * scale(self.count)
    }
}

unsafe fn scale(count: usize) -> f32 {
    count as f32
}

fn main() {}
