use quantizable::{Tensor, nn::Conv2d, quantizable};

#[quantizable]
struct Net {
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let y;
        {
            let z = self.conv.forward(x);
            y = &z;
        }
        y.relu()
    }
}

fn main() {}
