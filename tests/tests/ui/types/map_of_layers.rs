use std::collections::HashMap;

use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    convs: HashMap<String, Conv2d>,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        F::relu(self.convs["first"].forward(x))
    }
}

fn main() {}
