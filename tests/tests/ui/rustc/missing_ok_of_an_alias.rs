use quantizable::{Tensor, nn::Linear, quantizable};

#[derive(Clone, Debug)]
enum Refused {
    Empty,
}

type Fallible<T> = Result<T, Refused>;

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Fallible<Tensor> {
        if x.dim() == 0 {
            return Err(Refused::Empty);
        }
        self.fc.forward(x)
    }
}

fn main() {}
