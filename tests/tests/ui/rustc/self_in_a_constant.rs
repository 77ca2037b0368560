use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
    count: usize,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        const COUNT: usize = self.count;
        self.conv.forward(x) * COUNT as f32
    }
}

fn main() {}
