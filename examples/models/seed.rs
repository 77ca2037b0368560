//! The smallest model that has a bit of everything.

use quantizable::{
    Tensor, functional as F,
    nn::{Conv2d, Linear},
    quantizable,
};

/// Two convolutions and a linear layer, for one-channel images of 26x26 pixels.
#[quantizable]
pub struct Net {
    conv1: Conv2d,
    conv2: Conv2d,
    fc: Linear,
}

#[quantizable]
impl Net {
    /// The network with initial weights.
    pub fn new() -> Self {
        Net {
            conv1: Conv2d::new(1, 40, 3),
            conv2: Conv2d::new(40, 40, 3),
            fc: Linear::new(5 * 5 * 40, 10),
        }
    }

    /// Logits `[N, 10]` of images `[N, 1, 26, 26]`.
    pub fn forward(&self, x: Tensor) -> Tensor {
        let x = F::relu(self.conv1.forward(x));
        let x = F::max_pool2d(x, 2, 2);
        let x = F::relu(self.conv2.forward(x));
        let x = F::max_pool2d(x, 2, 2);
        let x = x.reshape([-1, 5 * 5 * 40]);
        self.fc.forward(x)
    }
}
