use quantizable::{Tensor, nn::Conv2d, quantizable};

macro_rules! block {
    ($name:ident) => {
        #[quantizable]
        struct $name {
            conv: Conv2d,
        }

        #[quantizable]
        impl $name {
            fn forward(&self, x: &Tensor) -> (Tensor, f32) {
                (self.conv.forward(x), 0.5)
            }
        }
    };
}
block!(Block);

#[quantizable]
struct Net {
    block: Block,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        let (y, scale) = self.block.forward(&x);
        y.relu() * scale
    }
}

fn main() {}
