use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
pub struct Head {
    conv: Conv2d,
}

#[quantizable]
impl Head {
    pub fn forward(&self, xs: impl Iterator<Item = Tensor>) -> Tensor {
        let mut sum = Tensor::zeros(&[1, 1, 1, 1]);
        for x in xs {
            sum += self.conv.forward(x);
        }
        sum
    }
}

#[quantizable]
pub struct Net {
    head: Head,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let xs = vec![x.relu(), x];
        self.head.forward(xs.into_iter())
    }
}

fn main() {}
