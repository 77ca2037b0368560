//! Sizes of convolutions and pooling.

use crate::functional::{AvgPool2dArgs, MaxPool2dArgs};

/// A 2-d convolution's sizes, named and ordered as PyTorch's `Conv2d`; pairs are (height, width).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConvGeometry {
    /// Channels of the input.
    pub in_channels: usize,
    /// Channels of the output.
    pub out_channels: usize,
    /// Size of the window.
    pub kernel: [usize; 2],
    /// Step of the window.
    pub stride: [usize; 2],
    /// Zeros around the input, on both sides.
    pub padding: [usize; 2],
    /// Step within the window.
    pub dilation: [usize; 2],
    /// How many separate convolutions the channels are split into.
    pub groups: usize,
}

impl ConvGeometry {
    /// A 1×1 convolution: a matrix product over the channels.
    pub fn pointwise(in_channels: usize, out_channels: usize) -> Self {
        ConvGeometry {
            in_channels,
            out_channels,
            kernel: [1, 1],
            stride: [1, 1],
            padding: [0, 0],
            dilation: [1, 1],
            groups: 1,
        }
    }

    /// The output's height and width; `None` if the window does not fit the padded input.
    pub fn output_size(&self, h: usize, w: usize) -> Option<(usize, usize)> {
        let out = |i: usize, size: usize| {
            let window = self.dilation[i] * (self.kernel[i] - 1) + 1;
            let room = (size + 2 * self.padding[i]).checked_sub(window)?;
            Some(room / self.stride[i] + 1)
        };
        Some((out(0, h)?, out(1, w)?))
    }

    /// Input channels of a group.
    pub fn group_in(&self) -> usize {
        self.in_channels / self.groups
    }

    /// Output channels of a group.
    pub fn group_out(&self) -> usize {
        self.out_channels / self.groups
    }

    /// Places of the window.
    pub fn taps(&self) -> usize {
        self.kernel[0] * self.kernel[1]
    }

    /// Whether windows are of neighbouring pixels, all channels, and a pixel apart.
    pub(crate) fn is_dense(&self) -> bool {
        self.groups == 1 && self.stride == [1, 1] && self.dilation[1] == 1
    }

    /// How many weights there are.
    pub fn weight_len(&self) -> usize {
        self.out_channels * self.group_in() * self.taps()
    }

    /// Panics on sizes that make no convolution.
    #[track_caller]
    pub(crate) fn check(&self) {
        let positive = |pair: [usize; 2]| pair[0] > 0 && pair[1] > 0;
        assert!(
            self.groups > 0
                && self.in_channels > 0
                && self.out_channels > 0
                && self.in_channels.is_multiple_of(self.groups)
                && self.out_channels.is_multiple_of(self.groups)
                && positive(self.kernel)
                && positive(self.stride)
                && positive(self.dilation),
            "not a convolution: {self:?}"
        );
    }
}

/// Max pooling's sizes, as PyTorch's `MaxPool2d`; pairs are (height, width).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaxPool2d {
    /// Size of the window.
    pub kernel: [usize; 2],
    /// Step of the window.
    pub stride: [usize; 2],
    /// Places around the input that never win.
    pub padding: [usize; 2],
    /// Step within the window.
    pub dilation: [usize; 2],
    /// Whether a last window that sticks out counts.
    pub ceil_mode: bool,
}

impl MaxPool2d {
    /// A square window without padding.
    pub fn new(kernel: usize, stride: usize) -> Self {
        MaxPool2d {
            kernel: [kernel; 2],
            stride: [stride; 2],
            padding: [0; 2],
            dilation: [1; 2],
            ceil_mode: false,
        }
    }

    /// The output's height and width; `None` if the window does not fit the padded input.
    pub fn output_size(&self, h: usize, w: usize) -> Option<(usize, usize)> {
        let out = |i: usize, size: usize| {
            let window = self.dilation[i] * (self.kernel[i] - 1) + 1;
            pooled_size(size, window, self.stride[i], self.padding[i], self.ceil_mode)
        };
        Some((out(0, h)?, out(1, w)?))
    }
}

/// Average pooling's sizes, as PyTorch's `AvgPool2d`; pairs are (height, width).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AvgPool2d {
    /// Size of the window.
    pub kernel: [usize; 2],
    /// Step of the window.
    pub stride: [usize; 2],
    /// Zeros around the input, on both sides.
    pub padding: [usize; 2],
    /// Whether a last window that sticks out counts.
    pub ceil_mode: bool,
    /// Whether the padding's zeros count in the divisor.
    pub count_include_pad: bool,
    /// Divides by this instead of the number of elements.
    pub divisor_override: Option<usize>,
}

impl AvgPool2d {
    /// The output's height and width; `None` if the window does not fit the padded input.
    pub fn output_size(&self, h: usize, w: usize) -> Option<(usize, usize)> {
        let out = |i: usize, size: usize| {
            pooled_size(size, self.kernel[i], self.stride[i], self.padding[i], self.ceil_mode)
        };
        Some((out(0, h)?, out(1, w)?))
    }
}

impl From<MaxPool2dArgs> for MaxPool2d {
    fn from(args: MaxPool2dArgs) -> Self {
        let MaxPool2dArgs { kernel, stride, padding, dilation, ceil_mode } = args;
        MaxPool2d { kernel, stride, padding, dilation, ceil_mode }
    }
}

impl From<AvgPool2dArgs> for AvgPool2d {
    fn from(args: AvgPool2dArgs) -> Self {
        let AvgPool2dArgs {
            kernel,
            stride,
            padding,
            ceil_mode,
            count_include_pad,
            divisor_override,
        } = args;
        AvgPool2d { kernel, stride, padding, ceil_mode, count_include_pad, divisor_override }
    }
}

fn pooled_size(
    size: usize,
    window: usize,
    stride: usize,
    padding: usize,
    ceil: bool,
) -> Option<usize> {
    let room = (size + 2 * padding).checked_sub(window)?;
    if !ceil {
        return Some(room / stride + 1);
    }
    let out = room.div_ceil(stride) + 1;
    // A window that would start beyond the input and its left padding is left out.
    Some(if (out - 1) * stride >= size + padding { out - 1 } else { out })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_sizes_are_pytorchs() {
        let resnet = ConvGeometry {
            kernel: [7, 7],
            stride: [2, 2],
            padding: [3, 3],
            ..ConvGeometry::pointwise(3, 64)
        };
        assert_eq!(resnet.output_size(224, 224), Some((112, 112)));
        assert_eq!(resnet.output_size(1, 1), Some((1, 1)));
        let big = ConvGeometry { dilation: [3, 3], padding: [0, 0], ..resnet };
        assert_eq!(big.output_size(18, 19), None);
        let pool = MaxPool2d { ceil_mode: true, ..MaxPool2d::new(3, 2) };
        assert_eq!(pool.output_size(112, 5), Some((56, 2)));
        let padded = MaxPool2d { padding: [1, 1], ceil_mode: true, ..MaxPool2d::new(2, 2) };
        assert_eq!(padded.output_size(3, 4), Some((2, 3)));
    }
}
