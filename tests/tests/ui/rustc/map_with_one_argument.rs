use std::collections::HashMap;

use quantizable::{Tensor, nn::Linear, quantizable};

type Scores = HashMap<Tensor>;

#[quantizable]
struct Net {
    fc: Linear,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> (Scores, Tensor) {
        let mut hits: HashMap<&str> = HashMap::new();
        hits.insert("a", 1);
        (Scores::new(), self.fc.forward(x))
    }
}

fn main() {}
