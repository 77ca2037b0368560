use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
pub struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        let mut x = x;
        while x.mean_value() > 0.5 {
            match self.next(&x) {
                Some(next) => next,
                None => break,
            }
        }
        x
    }
    fn next(&self, x: &Tensor) -> Option<Tensor> {
        (x.dim() == 4).then_some(self.conv.forward(x))
    }
}

fn main() {}
