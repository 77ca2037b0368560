//! Small models, each with something of its own to get wrong.

use quantizable::{
    Tensor, functional as F,
    nn::{AdaptiveAvgPool2d, BatchNorm2d, Conv2d, Linear, MaxPool2d, ReLU},
    quantizable,
};

/// The seed example, small.
#[quantizable]
pub struct Seed {
    conv1: Conv2d,
    conv2: Conv2d,
    fc: Linear,
}

#[quantizable]
impl Seed {
    /// With initial weights.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Seed {
            conv1: Conv2d::new(1, 6, 3),
            conv2: Conv2d::new(6, 8, 3),
            fc: Linear::new(2 * 2 * 8, 10),
        }
    }

    /// `[N, 10]` from `[N, 1, 14, 14]`.
    pub fn forward(&self, x: Tensor) -> Tensor {
        let x = F::relu(self.conv1.forward(x));
        let x = F::max_pool2d(x, 2, 2);
        let x = F::relu(self.conv2.forward(x));
        let x = F::max_pool2d(x, 2, 2);
        let x = x.reshape([-1, 2 * 2 * 8]);
        self.fc.forward(x)
    }
}

/// A residual block with batch norm.
#[quantizable]
pub struct Block {
    conv1: Conv2d,
    bn1: BatchNorm2d,
    relu: ReLU,
    conv2: Conv2d,
    bn2: BatchNorm2d,
}

#[quantizable]
impl Block {
    /// With initial weights.
    pub fn new(channels: usize) -> Self {
        Block {
            conv1: Conv2d::new(channels, channels, 3).padding(1).bias(false),
            bn1: BatchNorm2d::new(channels),
            relu: ReLU::new(),
            conv2: Conv2d::new(channels, channels, 3).padding(1).bias(false),
            bn2: BatchNorm2d::new(channels),
        }
    }

    /// The same shape.
    pub fn forward(&self, x: Tensor) -> Tensor {
        let y = self.relu.forward(self.bn1.forward(self.conv1.forward(&x)));
        let y = self.bn2.forward(self.conv2.forward(y));
        self.relu.forward(y + x)
    }
}

/// Nested models in a list, an option, a branch on data, a helper method.
#[quantizable]
pub struct Branching {
    stem: Conv2d,
    bn: BatchNorm2d,
    blocks: Vec<Block>,
    extra: Option<Block>,
    pool: MaxPool2d,
    average: AdaptiveAvgPool2d,
    low: Linear,
    high: Linear,
}

#[quantizable]
impl Branching {
    /// With initial weights.
    pub fn new(extra: bool) -> Self {
        Branching {
            stem: Conv2d::new(3, 8, 3).padding(1),
            bn: BatchNorm2d::new(8),
            blocks: vec![Block::new(8), Block::new(8)],
            extra: extra.then(|| Block::new(8)),
            pool: MaxPool2d::new(2),
            average: AdaptiveAvgPool2d::new(1),
            low: Linear::new(8, 4),
            high: Linear::new(8, 4),
        }
    }

    fn features(&self, x: Tensor) -> Tensor {
        let mut x = self.pool.forward(self.bn.forward(self.stem.forward(x)).relu6());
        for block in &self.blocks {
            x = block.forward(x);
        }
        if let Some(block) = &self.extra {
            x = block.forward(x);
        }
        x
    }

    /// `[N, 4]` from `[N, 3, H, W]`.
    pub fn forward(&self, x: Tensor) -> Tensor {
        let bright = x.max_value() > 1.5;
        let x = self.features(x);
        let x = self.average.forward(x).flatten(1, -1);
        if bright { self.high.forward(x) } else { self.low.forward(x) }
    }
}

/// Two inputs, two outputs.
#[quantizable]
pub struct TwoTowers {
    left: Linear,
    right: Linear,
    both: Linear,
}

#[quantizable]
impl TwoTowers {
    /// With initial weights.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        TwoTowers { left: Linear::new(5, 6), right: Linear::new(7, 6), both: Linear::new(12, 3) }
    }

    /// `[N, 3]` and `[N, 6]` from `[N, 5]` and `[N, 7]`.
    pub fn forward(&self, a: Tensor, b: Tensor) -> (Tensor, Tensor) {
        let a = self.left.forward(a).relu();
        let b = self.right.forward(b).relu();
        let product = &a * &b;
        (self.both.forward(F::cat([&a, &b], 1)), product * 0.5)
    }
}
