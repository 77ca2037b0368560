//! ResNet-18, with torchvision's names: its `resnet18` state dicts load.
//!
//! He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition", 2015.

use quantizable::{
    Tensor, functional as F,
    nn::{BatchNorm2d, Conv2d, Linear, MaxPool2d},
    quantizable,
};

/// Two 3x3 convolutions around what the block's input is added to.
#[quantizable]
pub struct BasicBlock {
    conv1: Conv2d,
    bn1: BatchNorm2d,
    conv2: Conv2d,
    bn2: BatchNorm2d,
    downsample: Option<(Conv2d, BatchNorm2d)>,
}

#[quantizable]
impl BasicBlock {
    /// A block with initial weights. Where it changes the size, a 1x1 convolution brings its input
    /// to the new one.
    pub fn new(input: usize, output: usize, stride: usize) -> Self {
        let downsample = (stride != 1 || input != output).then(|| {
            let conv = Conv2d::new(input, output, 1).stride(stride).bias(false);
            (conv, BatchNorm2d::new(output))
        });
        BasicBlock {
            conv1: Conv2d::new(input, output, 3).stride(stride).padding(1).bias(false),
            bn1: BatchNorm2d::new(output),
            conv2: Conv2d::new(output, output, 3).padding(1).bias(false),
            bn2: BatchNorm2d::new(output),
            downsample,
        }
    }

    /// `[N, output, H / stride, W / stride]` from `[N, input, H, W]`.
    pub fn forward(&self, x: Tensor) -> Tensor {
        let y = F::relu(self.bn1.forward(self.conv1.forward(&x)));
        let y = self.bn2.forward(self.conv2.forward(y));
        let identity = match &self.downsample {
            Some((conv, bn)) => bn.forward(conv.forward(x)),
            None => x,
        };
        F::relu(y + identity)
    }
}

/// The network for 1000 classes.
#[quantizable]
pub struct ResNet18 {
    conv1: Conv2d,
    bn1: BatchNorm2d,
    maxpool: MaxPool2d,
    layer1: Vec<BasicBlock>,
    layer2: Vec<BasicBlock>,
    layer3: Vec<BasicBlock>,
    layer4: Vec<BasicBlock>,
    fc: Linear,
}

#[quantizable]
impl ResNet18 {
    /// The network with initial weights.
    pub fn new() -> Self {
        let layer = |input, output, stride| {
            vec![BasicBlock::new(input, output, stride), BasicBlock::new(output, output, 1)]
        };
        ResNet18 {
            conv1: Conv2d::new(3, 64, 7).stride(2).padding(3).bias(false),
            bn1: BatchNorm2d::new(64),
            maxpool: MaxPool2d::new(3).stride(2).padding(1),
            layer1: layer(64, 64, 1),
            layer2: layer(64, 128, 2),
            layer3: layer(128, 256, 2),
            layer4: layer(256, 512, 2),
            fc: Linear::new(512, 1000),
        }
    }

    /// Logits `[N, 1000]` of images `[N, 3, H, W]`.
    pub fn forward(&self, x: Tensor) -> Tensor {
        let x = F::relu(self.bn1.forward(self.conv1.forward(x)));
        let mut x = self.maxpool.forward(x);
        for layer in [&self.layer1, &self.layer2, &self.layer3, &self.layer4] {
            for block in layer {
                x = block.forward(x);
            }
        }
        let x = F::adaptive_avg_pool2d(x, 1).flatten(1, -1);
        self.fc.forward(x)
    }
}
