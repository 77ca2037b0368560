//! Functions of every element.

use std::borrow::Borrow;

use super::or_panic;
use crate::{
    Tensor,
    ops::{self, Pointwise},
};

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

/// `1 / (1 + exp(-x))` of every element, as `torch.sigmoid`.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// assert_eq!(F::sigmoid(Tensor::from(vec![0.0, 100.0])).as_slice(), [0.5, 1.0]);
/// ```
#[track_caller]
pub fn sigmoid(input: impl Borrow<Tensor>) -> Tensor {
    or_panic(ops::pointwise(input.borrow(), Pointwise::Sigmoid))
}

/// The hyperbolic tangent of every element, as `torch.tanh`.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// assert_eq!(F::tanh(Tensor::from(vec![0.0, -100.0])).as_slice(), [0.0, -1.0]);
/// ```
#[track_caller]
pub fn tanh(input: impl Borrow<Tensor>) -> Tensor {
    or_panic(ops::pointwise(input.borrow(), Pointwise::Tanh))
}

/// `x · sigmoid(x)` of every element, as `torch.nn.functional.silu`.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// assert_eq!(F::silu(Tensor::from(vec![0.0, 100.0])).as_slice(), [0.0, 100.0]);
/// ```
#[track_caller]
pub fn silu(input: impl Borrow<Tensor>) -> Tensor {
    or_panic(ops::pointwise(input.borrow(), Pointwise::Silu))
}

/// `x · Φ(x)` of every element, with the normal distribution's `Φ`, as `torch.nn.functional.gelu` without
/// an approximation.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// assert_eq!(F::gelu(Tensor::from(vec![0.0, 100.0])).as_slice(), [0.0, 100.0]);
/// ```
#[track_caller]
pub fn gelu(input: impl Borrow<Tensor>) -> Tensor {
    or_panic(ops::pointwise(input.borrow(), Pointwise::Gelu))
}

/// `x · relu6(x + 3) / 6` of every element, as `torch.nn.functional.hardswish`.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// assert_eq!(F::hardswish(Tensor::from(vec![-4.0, 0.0, 3.0])).as_slice(), [0.0, 0.0, 3.0]);
/// ```
#[track_caller]
pub fn hardswish(input: impl Borrow<Tensor>) -> Tensor {
    or_panic(ops::pointwise(input.borrow(), Pointwise::Hardswish))
}

/// `relu6(x + 3) / 6` of every element, as `torch.nn.functional.hardsigmoid`.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// assert_eq!(F::hardsigmoid(Tensor::from(vec![-4.0, 0.0, 3.0])).as_slice(), [0.0, 0.5, 1.0]);
/// ```
#[track_caller]
pub fn hardsigmoid(input: impl Borrow<Tensor>) -> Tensor {
    or_panic(ops::pointwise(input.borrow(), Pointwise::Hardsigmoid))
}

/// Negative elements are multiplied by `negative_slope`, as `torch.nn.functional.leaky_relu`, whose
/// default it is 0.01.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// assert_eq!(F::leaky_relu(Tensor::from(vec![-2.0, 3.0]), 0.25).as_slice(), [-0.5, 3.0]);
/// ```
#[track_caller]
pub fn leaky_relu(input: impl Borrow<Tensor>, negative_slope: f32) -> Tensor {
    or_panic(ops::pointwise(input.borrow(), Pointwise::LeakyRelu { negative_slope }))
}

/// Negative elements become `alpha · (exp(x) - 1)`, as `torch.nn.functional.elu`, whose default it is 1.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// assert_eq!(F::elu(Tensor::from(vec![-100.0, 3.0]), 0.5).as_slice(), [-0.5, 3.0]);
/// ```
#[track_caller]
pub fn elu(input: impl Borrow<Tensor>, alpha: f32) -> Tensor {
    or_panic(ops::pointwise(input.borrow(), Pointwise::Elu { alpha }))
}
