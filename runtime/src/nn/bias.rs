//! A bias that may be missing.

use crate::Tensor;

/// The bias argument of `from_weights`: an array, a tensor, or `None`.
///
/// ```
/// use quantizable::nn::Linear;
/// use ndarray::array;
/// let with = Linear::from_weights(array![[1.0, 2.0]], array![0.5]);
/// let without = Linear::from_weights(array![[1.0, 2.0]], None);
/// assert!(with.get_bias().is_some() && without.get_bias().is_none());
/// ```
#[derive(Debug, Clone)]
pub struct Bias(pub Option<Tensor>);

impl<T: Into<Tensor>> From<T> for Bias {
    fn from(bias: T) -> Self {
        Bias(Some(bias.into()))
    }
}

impl From<Option<Tensor>> for Bias {
    fn from(bias: Option<Tensor>) -> Self {
        Bias(bias)
    }
}
