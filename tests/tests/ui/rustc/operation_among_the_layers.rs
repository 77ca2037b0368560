use quantizable::{
    Tensor,
    nn::{self, Linear},
    quantizable,
};

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        nn::relu(self.fc.forward(x))
    }
}

fn main() {}
