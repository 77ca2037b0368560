use quantizable::{Tensor, nn::Linear, quantizable};

#[derive(Clone)]
#[quantizable(skip)]
struct Row {
    weight: f32,
}

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor, row: &Row) -> Tensor {
        self.fc.forward(x) * row.weight
    }
}

fn main() {}
