use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
    rounds: usize,
}

impl Net {
    fn count(&self) -> usize {
        self.rounds + 1
    }
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut x = x;
        for _ in 0..self.count() {
            x = self.conv.forward(x);
        }
        x
    }
}

fn main() {}
