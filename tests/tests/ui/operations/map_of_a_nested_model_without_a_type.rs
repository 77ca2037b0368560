use std::collections::HashMap;

use quantizable::{Tensor, nn::Linear, quantizable};

macro_rules! layer {
    ($name:ident) => {
        #[quantizable]
        struct $name {
            fc: Linear,
        }

        #[quantizable]
        impl $name {
            fn forward(&self, x: Tensor) -> (Tensor, HashMap<usize, f32>) {
                (self.fc.forward(x), HashMap::new())
            }
        }
    };
}
layer!(Layer);

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
