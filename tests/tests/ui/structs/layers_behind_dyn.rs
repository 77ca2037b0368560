use quantizable::{Model, Tensor, quantizable};

#[quantizable]
struct Net {
    layers: Vec<Box<dyn Model<Input = Tensor, Output = Tensor>>>,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        x
    }
}

fn main() {}
