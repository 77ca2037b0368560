use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
    count: usize,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        fn count() -> usize {
            self.count
        }
        self.conv.forward(x) * count() as f32
    }
}

fn main() {}
