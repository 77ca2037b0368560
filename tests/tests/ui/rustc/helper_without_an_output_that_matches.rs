use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable(plain)]
#[derive(Clone, Debug)]
pub enum Stride {
    Fixed(usize),
    Adaptive { min: usize, max: usize },
}

#[quantizable]
pub struct Net {
    conv: Conv2d,
    stride: Stride,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor, quiet: usize) -> Tensor {
        let y = self.conv.forward(self.wide(&x));
        if self.step(quiet) > 2 { y.relu() } else { y }
    }
    fn step(&self, quiet: usize) {
        match self.stride {
            Stride::Fixed(n) => n,
            Stride::Adaptive { min, max } if quiet > 2 => max.max(min),
            Stride::Adaptive { min, .. } => return min,
        }
    }
    fn wide(&self, x: &Tensor) {
        let n = x.size(0);
        x.reshape([n as isize, -1])
    }
}

fn main() {}
