use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Net {
    layers: Vec<Linaer>,
    last: Option<Last>,
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor, mask: Option<Tensr>) -> Tensor {
        let (x, _) = self.masked(x, mask);
        self.fc.forward(x)
    }

    fn masked(&self, x: Tensor, mask: Option<Mask>) -> (Tensor, bool) {
        (x, mask.is_some())
    }
}

fn main() {}
