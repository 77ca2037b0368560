use quantizable::{Tensor, nn::Conv2d, quantizable};

fn positive(x: &Tensor) -> Option<Tensor> {
    (x.mean_value() > 0.0).then(|| x.clone())
}

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let y = self.conv.forward(x);
        #[quantizable(float)]
        if let Some(y) = positive(&y) {
            return y;
        }
        y
    }
}

fn main() {}
