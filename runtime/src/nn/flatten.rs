//! Dimensions made one.

use std::borrow::Borrow;

use super::parameters::parameters;
use crate::{Tensor, functional as F};

/// All dimensions but the first made one, unless told otherwise: PyTorch's `torch.nn.Flatten`.
///
/// ```
/// use quantizable::{Tensor, nn::Flatten};
/// assert_eq!(Flatten::new().forward(Tensor::ones(&[2, 3, 4, 4])).shape(), [2, 48]);
/// let flatten = Flatten::new().start_dim(2);
/// assert_eq!(flatten.forward(Tensor::ones(&[2, 3, 4, 4])).shape(), [2, 3, 16]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flatten {
    start_dim: isize,
    end_dim: isize,
}

impl Default for Flatten {
    fn default() -> Self {
        Flatten { start_dim: 1, end_dim: -1 }
    }
}

impl Flatten {
    /// From dimension 1 to the last.
    pub fn new() -> Self {
        Self::default()
    }

    /// From this dimension; a negative one counts from the end.
    pub fn start_dim(mut self, start_dim: isize) -> Self {
        self.start_dim = start_dim;
        self
    }

    /// To this dimension, which is included; a negative one counts from the end.
    pub fn end_dim(mut self, end_dim: isize) -> Self {
        self.end_dim = end_dim;
        self
    }

    /// The first and the last dimension.
    pub fn dims(&self) -> (isize, isize) {
        (self.start_dim, self.end_dim)
    }

    /// [`functional::flatten`](crate::functional::flatten).
    ///
    /// # Panics
    /// If there are no such dimensions.
    #[track_caller]
    pub fn forward(&self, input: impl Borrow<Tensor>) -> Tensor {
        F::flatten(input, self.start_dim, self.end_dim)
    }
}

parameters!(Flatten {});
