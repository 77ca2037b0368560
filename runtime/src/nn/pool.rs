//! Pooling over height and width.

use std::borrow::Borrow;

use super::parameters::parameters;
use crate::{
    Tensor,
    functional::{self as F, AvgPool2dArgs, MaxPool2dArgs, OutputSize, Pair},
};

/// The greatest element of each window: PyTorch's `torch.nn.MaxPool2d`.
///
/// ```
/// use quantizable::{Tensor, nn::MaxPool2d};
/// let x = Tensor::ones(&[1, 3, 8, 8]);
/// assert_eq!(MaxPool2d::new(2).forward(&x).shape(), [1, 3, 4, 4]);
/// assert_eq!(MaxPool2d::new(3).stride(2).padding(1).forward(&x).shape(), [1, 3, 4, 4]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaxPool2d {
    args: MaxPool2dArgs,
}

impl MaxPool2d {
    /// A window that moves by its own size, no padding, dilation 1.
    pub fn new(kernel: impl Into<Pair>) -> Self {
        MaxPool2d { args: MaxPool2dArgs::new(kernel) }
    }

    /// With this stride.
    pub fn stride(self, stride: impl Into<Pair>) -> Self {
        MaxPool2d { args: self.args.stride(stride) }
    }

    /// With this much padding on both sides, at most half of the window.
    pub fn padding(self, padding: impl Into<Pair>) -> Self {
        MaxPool2d { args: self.args.padding(padding) }
    }

    /// With this many steps between the elements of the window.
    pub fn dilation(self, dilation: impl Into<Pair>) -> Self {
        MaxPool2d { args: self.args.dilation(dilation) }
    }

    /// Whether the output size is rounded up, so that a last window may stick out.
    pub fn ceil_mode(self, ceil_mode: bool) -> Self {
        MaxPool2d { args: self.args.ceil_mode(ceil_mode) }
    }

    /// The window and how it moves.
    pub fn args(&self) -> MaxPool2dArgs {
        self.args
    }

    /// [`functional::max_pool2d_with`](crate::functional::max_pool2d_with).
    ///
    /// # Panics
    /// As that.
    #[track_caller]
    pub fn forward(&self, input: impl Borrow<Tensor>) -> Tensor {
        F::max_pool2d_with(input, self.args)
    }
}

/// The mean of each window: PyTorch's `torch.nn.AvgPool2d`.
///
/// ```
/// use quantizable::{Tensor, nn::AvgPool2d};
/// let x = Tensor::ones(&[1, 3, 8, 8]);
/// assert_eq!(AvgPool2d::new(3).stride(1).forward(&x).shape(), [1, 3, 6, 6]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AvgPool2d {
    args: AvgPool2dArgs,
}

impl AvgPool2d {
    /// A window that moves by its own size, no padding.
    pub fn new(kernel: impl Into<Pair>) -> Self {
        AvgPool2d { args: AvgPool2dArgs::new(kernel) }
    }

    /// With this stride.
    pub fn stride(self, stride: impl Into<Pair>) -> Self {
        AvgPool2d { args: self.args.stride(stride) }
    }

    /// With this much padding on both sides, at most half of the window.
    pub fn padding(self, padding: impl Into<Pair>) -> Self {
        AvgPool2d { args: self.args.padding(padding) }
    }

    /// Whether the output size is rounded up, so that a last window may stick out.
    pub fn ceil_mode(self, ceil_mode: bool) -> Self {
        AvgPool2d { args: self.args.ceil_mode(ceil_mode) }
    }

    /// Whether padding counts in the divisor; it does unless told.
    pub fn count_include_pad(self, count_include_pad: bool) -> Self {
        AvgPool2d { args: self.args.count_include_pad(count_include_pad) }
    }

    /// Divides by this instead of by the number of elements in the window.
    pub fn divisor_override(self, divisor: usize) -> Self {
        AvgPool2d { args: self.args.divisor_override(divisor) }
    }

    /// The window, how it moves and what it divides by.
    pub fn args(&self) -> AvgPool2dArgs {
        self.args
    }

    /// [`functional::avg_pool2d_with`](crate::functional::avg_pool2d_with).
    ///
    /// # Panics
    /// As that.
    #[track_caller]
    pub fn forward(&self, input: impl Borrow<Tensor>) -> Tensor {
        F::avg_pool2d_with(input, self.args)
    }
}

/// Means over windows laid so that the output has the given size: PyTorch's
/// `torch.nn.AdaptiveAvgPool2d`.
///
/// ```
/// use quantizable::{Tensor, nn::AdaptiveAvgPool2d};
/// let x = Tensor::ones(&[1, 3, 7, 5]);
/// assert_eq!(AdaptiveAvgPool2d::new(1).forward(&x).shape(), [1, 3, 1, 1]);
/// assert_eq!(AdaptiveAvgPool2d::new((None, Some(2))).forward(&x).shape(), [1, 3, 7, 2]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdaptiveAvgPool2d {
    output_size: OutputSize,
}

impl AdaptiveAvgPool2d {
    /// An output of this height and width; `None` keeps the input's.
    pub fn new(output_size: impl Into<OutputSize>) -> Self {
        AdaptiveAvgPool2d { output_size: output_size.into() }
    }

    /// The output's height and width.
    pub fn output_size(&self) -> OutputSize {
        self.output_size
    }

    /// [`functional::adaptive_avg_pool2d`](crate::functional::adaptive_avg_pool2d).
    ///
    /// # Panics
    /// As that.
    #[track_caller]
    pub fn forward(&self, input: impl Borrow<Tensor>) -> Tensor {
        F::adaptive_avg_pool2d(input, self.output_size)
    }
}

parameters!(MaxPool2d {});
parameters!(AvgPool2d {});
parameters!(AdaptiveAvgPool2d {});
