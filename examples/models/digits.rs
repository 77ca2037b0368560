//! The model that `examples/data/train_digits.py` trains.

use quantizable::{
    Tensor, functional as F,
    nn::{BatchNorm2d, Conv2d, Linear},
    quantizable,
};

/// Two convolutions around what the block's input is added to.
#[quantizable]
pub struct Block {
    conv1: Conv2d,
    bn1: BatchNorm2d,
    conv2: Conv2d,
    bn2: BatchNorm2d,
}

#[quantizable]
impl Block {
    /// A block of this many channels, with initial weights.
    pub fn new(channels: usize) -> Self {
        Block {
            conv1: Conv2d::new(channels, channels, 3).padding(1).bias(false),
            bn1: BatchNorm2d::new(channels),
            conv2: Conv2d::new(channels, channels, 3).padding(1).bias(false),
            bn2: BatchNorm2d::new(channels),
        }
    }

    /// `[N, channels, H, W]` from the same.
    pub fn forward(&self, x: Tensor) -> Tensor {
        let y = F::relu(self.bn1.forward(self.conv1.forward(&x)));
        F::relu(self.bn2.forward(self.conv2.forward(y)) + x)
    }
}

/// A residual network for images of handwritten digits, 8x8 pixels of one channel.
#[quantizable]
pub struct Digits {
    conv1: Conv2d,
    bn1: BatchNorm2d,
    block: Block,
    conv2: Conv2d,
    bn2: BatchNorm2d,
    fc: Linear,
}

#[quantizable]
impl Digits {
    /// The network with initial weights.
    pub fn new() -> Self {
        Digits {
            conv1: Conv2d::new(1, 32, 3).padding(1),
            bn1: BatchNorm2d::new(32),
            block: Block::new(32),
            conv2: Conv2d::new(32, 64, 3).padding(1),
            bn2: BatchNorm2d::new(64),
            fc: Linear::new(64, 10),
        }
    }

    /// Logits `[N, 10]` of images `[N, 1, 8, 8]`.
    pub fn forward(&self, x: Tensor) -> Tensor {
        let x = F::relu(self.bn1.forward(self.conv1.forward(x)));
        let x = F::max_pool2d(x, 2, 2);
        let x = self.block.forward(x);
        let x = F::relu(self.bn2.forward(self.conv2.forward(x)));
        let x = F::adaptive_avg_pool2d(x, 1);
        let x = x.flatten(1, -1);
        self.fc.forward(x)
    }
}
