//! MobileNetV2, with torchvision's names: its `mobilenet_v2` state dicts load.
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
    // A tuple, as torchvision numbers blocks of three kinds in one list.
    #[allow(clippy::type_complexity, reason = "a tuple is numbered as torchvision numbers it")]
    features: (
        (Conv2d, BatchNorm2d),
        DepthwiseSeparable,
        InvertedResidual,
        InvertedResidual,
        InvertedResidual,
        InvertedResidual,
        InvertedResidual,
        InvertedResidual,
        InvertedResidual,
        InvertedResidual,
        InvertedResidual,
        InvertedResidual,
        InvertedResidual,
        InvertedResidual,
        InvertedResidual,
        InvertedResidual,
        InvertedResidual,
        InvertedResidual,
        (Conv2d, BatchNorm2d),
    ),
    classifier: (Dropout, Linear),
}

#[quantizable]
impl MobileNetV2 {
    /// The network with initial weights.
    pub fn new() -> Self {
        let stem = Conv2d::new(3, 32, 3).stride(2).padding(1).bias(false);
        MobileNetV2 {
            features: (
                (stem, BatchNorm2d::new(32)),
                DepthwiseSeparable::new(32, 16),
                InvertedResidual::new(16, 24, 2),
                InvertedResidual::new(24, 24, 1),
                InvertedResidual::new(24, 32, 2),
                InvertedResidual::new(32, 32, 1),
                InvertedResidual::new(32, 32, 1),
                InvertedResidual::new(32, 64, 2),
                InvertedResidual::new(64, 64, 1),
                InvertedResidual::new(64, 64, 1),
                InvertedResidual::new(64, 64, 1),
                InvertedResidual::new(64, 96, 1),
                InvertedResidual::new(96, 96, 1),
                InvertedResidual::new(96, 96, 1),
                InvertedResidual::new(96, 160, 2),
                InvertedResidual::new(160, 160, 1),
                InvertedResidual::new(160, 160, 1),
                InvertedResidual::new(160, 320, 1),
                pointwise(320, 1280),
            ),
            classifier: (Dropout::new(0.2), Linear::new(1280, 1000)),
        }
    }

    /// Logits `[N, 1000]` of images `[N, 3, H, W]`.
    pub fn forward(&self, x: Tensor) -> Tensor {
        let x = F::relu6(self.features.0.1.forward(self.features.0.0.forward(x)));
        let x = self.features.1.forward(x);
        let x = self.features.2.forward(x);
        let x = self.features.3.forward(x);
        let x = self.features.4.forward(x);
        let x = self.features.5.forward(x);
        let x = self.features.6.forward(x);
        let x = self.features.7.forward(x);
        let x = self.features.8.forward(x);
        let x = self.features.9.forward(x);
        let x = self.features.10.forward(x);
        let x = self.features.11.forward(x);
        let x = self.features.12.forward(x);
        let x = self.features.13.forward(x);
        let x = self.features.14.forward(x);
        let x = self.features.15.forward(x);
        let x = self.features.16.forward(x);
        let x = self.features.17.forward(x);
        let x = F::relu6(self.features.18.1.forward(self.features.18.0.forward(x)));
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
