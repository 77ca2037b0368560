use layers::*;
use quantizable::{Tensor, quantizable};

mod layers {
    use std::collections::HashMap;

    use quantizable::{Tensor, nn::Linear, quantizable};

    #[quantizable]
    pub struct Layer {
        fc: Linear,
    }

    #[quantizable]
    impl Layer {
        pub fn forward(&self, x: Tensor) -> (Tensor, HashMap<usize, f32>) {
            (self.fc.forward(x), HashMap::new())
        }
    }
}

#[quantizable]
struct Net {
    layer: Layer,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> (Tensor, String) {
        let (y, load) = self.layer.forward(x);
        (y, format!("{} experts, {:.1}", load.len(), load[&0]))
    }
}

fn main() {}
