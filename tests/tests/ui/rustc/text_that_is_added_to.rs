use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let sizes = format!("{:?}", x.shape());
        eprintln!("{}", "sizes " + &sizes);
        self.fc.forward(x)
    }
}

fn main() {}
