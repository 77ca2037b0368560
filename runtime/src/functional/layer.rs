//! What layers with weights compute.

use std::borrow::Borrow;

use super::{Conv2dArgs, Pair, or_panic};
use crate::{Tensor, ops};

/// 2-d convolution, as `torch.nn.functional.conv2d`: an input `[N, C, H, W]` or `[C, H, W]`, a
/// weight `[out, C / groups, kernel_h, kernel_w]`, a bias `[out]`.
///
/// # Panics
/// If the operands do not fit, or the window is larger than the padded input.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// let x = Tensor::ones(&[1, 3, 8, 8]);
/// let w = Tensor::ones(&[5, 3, 3, 3]);
/// let b = Tensor::full(&[5], 0.5);
/// let y = F::conv2d(&x, &w, Some(&b), 1, 0, 1, 1);
/// assert_eq!(y.shape(), [1, 5, 6, 6]);
/// assert_eq!(y.as_slice()[0], 27.5);
/// assert_eq!(F::conv2d(&x, &w, None, 2, (1, 1), 1, 1).shape(), [1, 5, 4, 4]);
/// ```
#[track_caller]
pub fn conv2d(
    input: impl Borrow<Tensor>,
    weight: impl Borrow<Tensor>,
    bias: Option<&Tensor>,
    stride: impl Into<Pair>,
    padding: impl Into<Pair>,
    dilation: impl Into<Pair>,
    groups: usize,
) -> Tensor {
    let args = Conv2dArgs::new().stride(stride).padding(padding).dilation(dilation).groups(groups);
    conv2d_with(input, weight, bias, args)
}

/// [`conv2d`] with its options as a struct, so that only those that matter are written.
///
/// # Panics
/// As [`conv2d`].
///
/// ```
/// use quantizable::{Tensor, functional::{self as F, Conv2dArgs}};
/// let (x, w) = (Tensor::ones(&[1, 4, 8, 8]), Tensor::ones(&[4, 1, 3, 3]));
/// let y = F::conv2d_with(&x, &w, None, Conv2dArgs::new().padding(1).groups(4));
/// assert_eq!(y.shape(), [1, 4, 8, 8]);
/// ```
#[track_caller]
pub fn conv2d_with(
    input: impl Borrow<Tensor>,
    weight: impl Borrow<Tensor>,
    bias: Option<&Tensor>,
    args: Conv2dArgs,
) -> Tensor {
    or_panic(ops::conv2d(input.borrow(), weight.borrow(), bias, args))
}

/// `input · weightᵀ + bias` over the last dimension, as `torch.nn.functional.linear`: an input
/// `[…, in]`, a weight `[out, in]`, a bias `[out]`.
///
/// # Panics
/// If the operands do not fit.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// let w = Tensor::from(ndarray::array![[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
/// let y = F::linear(Tensor::ones(&[1, 2]), &w, None);
/// assert_eq!(y, Tensor::from_vec(vec![3.0, 7.0, 11.0], &[1, 3]));
/// ```
#[track_caller]
pub fn linear(
    input: impl Borrow<Tensor>,
    weight: impl Borrow<Tensor>,
    bias: Option<&Tensor>,
) -> Tensor {
    or_panic(ops::linear(input.borrow(), weight.borrow(), bias))
}

/// `(input - mean) / sqrt(var + eps) * weight + bias` for each channel, as
/// `torch.nn.functional.batch_norm` in inference: an input `[N, C, …]`, all others `[C]`.
///
/// # Panics
/// If the operands do not fit.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// let (mean, var) = (Tensor::ones(&[2]), Tensor::full(&[2], 4.0));
/// let y = F::batch_norm(Tensor::full(&[1, 2, 1, 1], 5.0), &mean, &var, None, None, 0.0);
/// assert_eq!(y.as_slice(), [2.0, 2.0]);
/// ```
#[track_caller]
pub fn batch_norm(
    input: impl Borrow<Tensor>,
    running_mean: impl Borrow<Tensor>,
    running_var: impl Borrow<Tensor>,
    weight: Option<&Tensor>,
    bias: Option<&Tensor>,
    eps: f32,
) -> Tensor {
    let (mean, var) = (running_mean.borrow(), running_var.borrow());
    or_panic(ops::batch_norm(input.borrow(), mean, var, weight, bias, eps))
}
