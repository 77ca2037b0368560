//! Pooling over height and width, of inputs `[N, C, H, W]` or `[C, H, W]`.

use std::borrow::Borrow;

use super::{AvgPool2dArgs, MaxPool2dArgs, OutputSize, Pair, or_panic};
use crate::{Tensor, ops};

/// The greatest element of each window, as `torch.nn.functional.max_pool2d`; NaN if it has one.
///
/// # Panics
/// If the window is larger than the input.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// let x = Tensor::from_fn(&[1, 1, 4, 4], |i| i as f32);
/// assert_eq!(F::max_pool2d(x, 2, 2).as_slice(), [5.0, 7.0, 13.0, 15.0]);
/// ```
#[track_caller]
pub fn max_pool2d(
    input: impl Borrow<Tensor>,
    kernel: impl Into<Pair>,
    stride: impl Into<Pair>,
) -> Tensor {
    max_pool2d_with(input, MaxPool2dArgs::new(kernel).stride(stride))
}

/// [`max_pool2d`] with all its options.
///
/// # Panics
/// If the window is larger than the padded input, or the padding than half of the window.
///
/// ```
/// use quantizable::{Tensor, functional::{self as F, MaxPool2dArgs}};
/// let x = Tensor::ones(&[1, 8, 5, 5]);
/// let args = MaxPool2dArgs::new(3).stride(2).padding(1).ceil_mode(true);
/// assert_eq!(F::max_pool2d_with(x, args).shape(), [1, 8, 3, 3]);
/// ```
#[track_caller]
pub fn max_pool2d_with(input: impl Borrow<Tensor>, args: MaxPool2dArgs) -> Tensor {
    or_panic(ops::max_pool2d(input.borrow(), args))
}

/// The mean of each window, as `torch.nn.functional.avg_pool2d`.
///
/// # Panics
/// If the window is larger than the input.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// let x = Tensor::from_fn(&[1, 1, 2, 2], |i| i as f32);
/// let window = (x.size(2), x.size(3));
/// assert_eq!(F::avg_pool2d(&x, window, 1).item(), 1.5);
/// ```
#[track_caller]
pub fn avg_pool2d(
    input: impl Borrow<Tensor>,
    kernel: impl Into<Pair>,
    stride: impl Into<Pair>,
) -> Tensor {
    avg_pool2d_with(input, AvgPool2dArgs::new(kernel).stride(stride))
}

/// [`avg_pool2d`] with all its options.
///
/// # Panics
/// If the window is larger than the padded input, the padding than half of the window, or the
/// divisor is 0.
///
/// ```
/// use quantizable::{Tensor, functional::{self as F, AvgPool2dArgs}};
/// let args = AvgPool2dArgs::new(3).stride(1).padding(1).count_include_pad(false);
/// assert_eq!(F::avg_pool2d_with(Tensor::ones(&[1, 1, 2, 2]), args).as_slice(), [1.0; 4]);
/// ```
#[track_caller]
pub fn avg_pool2d_with(input: impl Borrow<Tensor>, args: AvgPool2dArgs) -> Tensor {
    or_panic(ops::avg_pool2d(input.borrow(), args))
}

/// Means over windows laid so that the output has the given size, as
/// `torch.nn.functional.adaptive_avg_pool2d`: one number, height and width, or `None` where the
/// input's size is kept.
///
/// # Panics
/// If the input is empty.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// let x = Tensor::ones(&[1, 8, 7, 5]);
/// assert_eq!(F::adaptive_avg_pool2d(&x, 1).shape(), [1, 8, 1, 1]);
/// assert_eq!(F::adaptive_avg_pool2d(&x, (3, 2)).shape(), [1, 8, 3, 2]);
/// assert_eq!(F::adaptive_avg_pool2d(&x, (None, Some(2))).shape(), [1, 8, 7, 2]);
/// ```
#[track_caller]
pub fn adaptive_avg_pool2d(
    input: impl Borrow<Tensor>,
    output_size: impl Into<OutputSize>,
) -> Tensor {
    or_panic(ops::adaptive_avg_pool2d(input.borrow(), output_size.into()))
}
