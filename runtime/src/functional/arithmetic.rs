//! Sums, products and means.

use std::borrow::Borrow;

use super::{Dims, or_panic};
use crate::{Tensor, ops};

/// `a + b`, as `torch.add`: the shapes are aligned at the last dimension, where sizes must be
/// equal or one of them 1.
///
/// # Panics
/// If the shapes do not broadcast.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// let sum = F::add(Tensor::ones(&[2, 2]), Tensor::from(vec![1.0, 2.0]));
/// assert_eq!(sum.as_slice(), [2.0, 3.0, 2.0, 3.0]);
/// ```
#[track_caller]
pub fn add(a: impl Borrow<Tensor>, b: impl Borrow<Tensor>) -> Tensor {
    or_panic(ops::add(a.borrow(), b.borrow(), 1.0))
}

/// `a + alpha * b`, as `torch.add(a, b, alpha=alpha)`; see [`add()`].
///
/// # Panics
/// If the shapes do not broadcast.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// let x = Tensor::ones(&[2]);
/// assert_eq!(F::add_with(&x, &x, 0.5).as_slice(), [1.5, 1.5]);
/// ```
#[track_caller]
pub fn add_with(a: impl Borrow<Tensor>, b: impl Borrow<Tensor>, alpha: f32) -> Tensor {
    or_panic(ops::add(a.borrow(), b.borrow(), alpha))
}

/// `value` added to every element, as `torch.add(input, value)`.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// assert_eq!(F::add_scalar(Tensor::ones(&[2]), 0.5).as_slice(), [1.5, 1.5]);
/// ```
#[track_caller]
pub fn add_scalar(input: impl Borrow<Tensor>, value: f32) -> Tensor {
    or_panic(ops::add_scalar(input.borrow(), value))
}

/// `a - b`, as `torch.sub`; broadcasts as [`add()`] does.
///
/// # Panics
/// If the shapes do not broadcast.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// assert_eq!(F::sub(Tensor::ones(&[2]), Tensor::zeros(&[2])).as_slice(), [1.0, 1.0]);
/// ```
#[track_caller]
pub fn sub(a: impl Borrow<Tensor>, b: impl Borrow<Tensor>) -> Tensor {
    or_panic(ops::sub(a.borrow(), b.borrow()))
}

/// `a * b` element by element, as `torch.mul`; broadcasts as [`add()`] does.
///
/// # Panics
/// If the shapes do not broadcast.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// let x = Tensor::from(vec![2.0, 3.0]);
/// assert_eq!(F::mul(&x, &x).as_slice(), [4.0, 9.0]);
/// ```
#[track_caller]
pub fn mul(a: impl Borrow<Tensor>, b: impl Borrow<Tensor>) -> Tensor {
    or_panic(ops::mul(a.borrow(), b.borrow()))
}

/// Every element times `value`, as `torch.mul(input, value)`.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// assert_eq!(F::mul_scalar(Tensor::ones(&[2]), 3.0).as_slice(), [3.0, 3.0]);
/// ```
#[track_caller]
pub fn mul_scalar(input: impl Borrow<Tensor>, value: f32) -> Tensor {
    or_panic(ops::mul_scalar(input.borrow(), value))
}

/// Every element divided by `value`, as `torch.div(input, value)`.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// assert_eq!(F::div_scalar(Tensor::ones(&[2]), 4.0).as_slice(), [0.25, 0.25]);
/// ```
#[track_caller]
pub fn div_scalar(input: impl Borrow<Tensor>, value: f32) -> Tensor {
    or_panic(ops::div_scalar(input.borrow(), value))
}

/// The mean over `dims`, as `torch.mean`: `..` is all of them, negative ones count from the end.
/// They stay with size 1 if `keepdim`. The mean of nothing is NaN.
///
/// # Panics
/// If there is no such dimension, or one is named twice.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// let x = Tensor::ones(&[2, 3, 4, 4]);
/// assert_eq!(F::mean(&x, [2, 3], false).shape(), [2, 3]);
/// assert_eq!(F::mean(&x, -1, true).shape(), [2, 3, 4, 1]);
/// assert_eq!(F::mean(&x, .., false).item(), 1.0);
/// ```
#[track_caller]
pub fn mean(input: impl Borrow<Tensor>, dims: impl Into<Dims>, keepdim: bool) -> Tensor {
    or_panic(ops::mean(input.borrow(), &dims.into(), keepdim))
}
