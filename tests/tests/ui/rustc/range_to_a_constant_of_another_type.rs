use quantizable::{Tensor, nn::Conv2d, quantizable};

const TURNS: f32 = 2.0;

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut x = x;
        for _ in 0..TURNS {
            x = self.conv.forward(x);
        }
        x
    }
}

fn main() {}
