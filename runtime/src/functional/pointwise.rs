//! Functions of every element.

use std::borrow::Borrow;

use super::or_panic;
use crate::{Tensor, ops};

/// Negative elements become 0; as `torch.nn.functional.relu`, NaN stays NaN.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// assert_eq!(F::relu(Tensor::from(vec![-1.0, 2.0])).as_slice(), [0.0, 2.0]);
/// ```
#[track_caller]
pub fn relu(input: impl Borrow<Tensor>) -> Tensor {
    or_panic(ops::relu(input.borrow()))
}

/// Elements are clamped to 0..=6; as `torch.nn.functional.relu6`, NaN stays NaN.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// assert_eq!(F::relu6(Tensor::from(vec![-1.0, 2.0, 7.0])).as_slice(), [0.0, 2.0, 6.0]);
/// ```
#[track_caller]
pub fn relu6(input: impl Borrow<Tensor>) -> Tensor {
    or_panic(ops::relu6(input.borrow()))
}

/// Nothing: `torch.nn.functional.dropout` in inference. Shares the data.
///
/// # Panics
/// If `p` is not a probability.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// let x = Tensor::ones(&[2]);
/// assert_eq!(F::dropout(&x, 0.5), x);
/// ```
#[track_caller]
pub fn dropout(input: impl Borrow<Tensor>, p: f32) -> Tensor {
    or_panic(ops::dropout(input.borrow(), p))
}
