use quantizable::{Tensor, nn::Linear, quantizable};

#[quantizable]
struct Encoder {
    fc: Linear,
}

#[quantizable]
impl Encoder {
    fn forward(&self, x: Tensor) -> Tensor {
        let y = self.stem(x)
        y.relu()
    }

    #[quantizable(export)]
    fn stem(&self, x: Tensor) -> Tensor {
        #[quantizable(float)]
        let y = x * 2.0;
        self.fc.forward(y)
    }
}

fn main() {}
