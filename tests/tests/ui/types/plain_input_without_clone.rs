use quantizable::{Tensor, nn::Linear, quantizable};

#[derive(PartialEq)]
#[quantizable(plain)]
pub enum Task {
    Age,
    Gender,
}

#[quantizable]
pub struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    pub fn forward(&self, x: Tensor, wanted: &[Task]) -> Tensor {
        if wanted.contains(&Task::Age) { self.fc.forward(x) } else { x }
    }
}

fn main() {}
