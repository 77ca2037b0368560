use quantizable::{Tensor, nn::Conv2d, quantizable};

macro_rules! encoder {
    ($name:ident) => {
        #[quantizable]
        struct $name {
            conv: Conv2d,
            gain: f32,
        }

        #[quantizable]
        impl $name {
            #[quantizable(export)]
            fn gain(&self) -> f32 {
                self.gain
            }

            fn forward(&self, x: Tensor) -> Tensor {
                self.conv.forward(x)
            }
        }
    };
}
encoder!(Encoder);

#[quantizable]
struct Net {
    encoder: Encoder,
    conv: Conv2d,
}

#[quantizable]
impl Net {
    fn forward(&self, x: Tensor) -> Tensor {
        self.conv.forward(x) * self.encoder.gain()
    }
}

fn main() {}
