//! MobileNetV2, as torchvision's `mobilenet_v2`.
//!
//! Sandler, Howard, Zhu, Zhmoginov and Chen, "MobileNetV2: Inverted Residuals and Linear
//! Bottlenecks", 2018.

use quantizable::{
    Tensor, functional as F,
    nn::{BatchNorm2d, Conv2d, Dropout, Linear},
    quantizable,
};

/// The first block: a 3x3 convolution of each channel, then a 1x1 convolution across channels.
#[quantizable]
pub struct DepthwiseSeparable {
    conv: ((Conv2d, BatchNorm2d), Conv2d, BatchNorm2d),
}

#[quantizable]
impl DepthwiseSeparable {
    /// A block with initial weights.
    pub fn new(input: usize, output: usize) -> Self {
        let (conv, bn) = pointwise(input, output);
        DepthwiseSeparable { conv: (depthwise(input, 1), conv, bn) }
    }

    /// `[N, output, H, W]` from `[N, input, H, W]`.
    pub fn forward(&self, x: Tensor) -> Tensor {
        let x = F::relu6(self.conv.0.1.forward(self.conv.0.0.forward(x)));
        self.conv.2.forward(self.conv.1.forward(x))
    }
}

/// The other blocks: a 1x1 convolution to six times the channels, a 3x3 convolution of each, and a
/// 1x1 convolution back. The block's input is added where the size stays the same.
#[quantizable]
pub struct InvertedResidual {
    conv: ((Conv2d, BatchNorm2d), (Conv2d, BatchNorm2d), Conv2d, BatchNorm2d),
    residual: bool,
}

#[quantizable]
impl InvertedResidual {
    /// A block with initial weights.
    pub fn new(input: usize, output: usize, stride: usize) -> Self {
        let hidden = 6 * input;
        let (conv, bn) = pointwise(hidden, output);
        InvertedResidual {
            conv: (pointwise(input, hidden), depthwise(hidden, stride), conv, bn),
            residual: stride == 1 && input == output,
        }
    }

    /// `[N, output, H / stride, W / stride]` from `[N, input, H, W]`.
    pub fn forward(&self, x: Tensor) -> Tensor {
        let y = F::relu6(self.conv.0.1.forward(self.conv.0.0.forward(&x)));
        let y = F::relu6(self.conv.1.1.forward(self.conv.1.0.forward(y)));
        let y = self.conv.3.forward(self.conv.2.forward(y));
        if self.residual { x + y } else { y }
    }
}

/// The network for 1000 classes.
#[quantizable]
pub struct MobileNetV2 {
    stem: (Conv2d, BatchNorm2d),
    first: DepthwiseSeparable,
    blocks: Vec<InvertedResidual>,
    head: (Conv2d, BatchNorm2d),
    classifier: (Dropout, Linear),
}

#[quantizable]
impl MobileNetV2 {
    /// The network with initial weights.
    pub fn new() -> Self {
        let stem = Conv2d::new(3, 32, 3).stride(2).padding(1).bias(false);
        let mut blocks = Vec::new();
        let mut input = 16;
        // Output channels, number of blocks, stride of the first one.
        for (output, n, stride) in
            [(24, 2, 2), (32, 3, 2), (64, 4, 2), (96, 3, 1), (160, 3, 2), (320, 1, 1)]
        {
            for i in 0..n {
                let stride = if i == 0 { stride } else { 1 };
                blocks.push(InvertedResidual::new(input, output, stride));
                input = output;
            }
        }
        MobileNetV2 {
            stem: (stem, BatchNorm2d::new(32)),
            first: DepthwiseSeparable::new(32, 16),
            blocks,
            head: pointwise(320, 1280),
            classifier: (Dropout::new(0.2), Linear::new(1280, 1000)),
        }
    }

    /// Logits `[N, 1000]` of images `[N, 3, H, W]`.
    pub fn forward(&self, x: Tensor) -> Tensor {
        let x = F::relu6(self.stem.1.forward(self.stem.0.forward(x)));
        let mut x = self.first.forward(x);
        for block in &self.blocks {
            x = block.forward(x);
        }
        let x = F::relu6(self.head.1.forward(self.head.0.forward(x)));
        let x = F::adaptive_avg_pool2d(x, 1).flatten(1, -1);
        self.classifier.1.forward(self.classifier.0.forward(x))
    }
}

fn pointwise(input: usize, output: usize) -> (Conv2d, BatchNorm2d) {
    (Conv2d::new(input, output, 1).bias(false), BatchNorm2d::new(output))
}

fn depthwise(channels: usize, stride: usize) -> (Conv2d, BatchNorm2d) {
    let conv = Conv2d::new(channels, channels, 3).stride(stride).padding(1).groups(channels);
    (conv.bias(false), BatchNorm2d::new(channels))
}
