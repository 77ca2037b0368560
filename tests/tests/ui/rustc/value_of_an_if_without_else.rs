use quantizable::{Tensor, functional as F, nn::Conv2d, quantizable};

#[quantizable]
struct Block {
    conv: Conv2d,
}

#[quantizable]
impl Block {
    fn forward(&self, x: &Tensor) -> Tensor {
        self.conv.forward(x)
    }
}

#[quantizable]
struct Net {
    conv: Conv2d,
    downsample: Option<Block>,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let mut identity = x.clone();
        if let Some(downsample) = &self.downsample {
            downsample.forward(&x)
        }
        identity += self.conv.forward(x);
        F::relu(identity)
    }
}

fn main() {}
