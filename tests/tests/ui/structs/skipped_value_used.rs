use std::sync::Mutex;

use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
    #[quantizable(skip)]
    scale: Mutex<f32>,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let scale = *self.scale.lock().unwrap();
        self.conv.forward(x) * scale
    }
}

fn main() {}
