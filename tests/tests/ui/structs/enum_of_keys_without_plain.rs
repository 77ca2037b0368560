use quantizable::{Tensor, functional as F, nn::Linear, quantizable};

#[derive(Clone, PartialEq, Eq, Hash)]
#[quantizable]
pub enum Task {
    Age,
    Gender,
}

#[quantizable]
pub struct Net {
    fc: Linear,
    weights: std::collections::HashMap<Task, f32>,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor) -> Tensor {
        self.fc.forward(x)
    }
}

fn main() {}
