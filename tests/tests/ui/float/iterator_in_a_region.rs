use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, xs: &[Tensor]) -> Tensor {
        let ys = xs.iter().rev();
        #[quantizable(float)]
        let y = last(ys);
        self.conv.forward(y)
    }
}

fn last<'a>(xs: impl Iterator<Item = &'a Tensor>) -> Tensor {
    xs.last().unwrap().clone()
}

fn main() {}
