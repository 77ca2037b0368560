use quantizable::{Tensor, nn::Conv2d, quantizable};

struct Thing;

#[quantizable]
struct Net {
    conv: Conv2d,
    things: Vec<Thing>,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x)
    }
}

fn main() {}
