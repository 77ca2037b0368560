//! Layers without weights that keep the shape.

use std::borrow::Borrow;

use super::parameters::parameters;
use crate::{Tensor, functional as F};

/// Negative elements become 0: PyTorch's `torch.nn.ReLU`.
///
/// ```
/// use quantizable::{Tensor, nn::ReLU};
/// assert_eq!(ReLU::new().forward(Tensor::from(vec![-1.0, 2.0])).as_slice(), [0.0, 2.0]);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReLU;

impl ReLU {
    /// The layer.
    pub fn new() -> Self {
        ReLU
    }

    /// [`functional::relu`](crate::functional::relu).
    #[track_caller]
    pub fn forward(&self, input: impl Borrow<Tensor>) -> Tensor {
        F::relu(input)
    }
}

/// Elements are clamped to 0..=6: PyTorch's `torch.nn.ReLU6`.
///
/// ```
/// use quantizable::{Tensor, nn::ReLU6};
/// assert_eq!(ReLU6::new().forward(Tensor::from(vec![-1.0, 9.0])).as_slice(), [0.0, 6.0]);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReLU6;

impl ReLU6 {
    /// The layer.
    pub fn new() -> Self {
        ReLU6
    }

    /// [`functional::relu6`](crate::functional::relu6).
    #[track_caller]
    pub fn forward(&self, input: impl Borrow<Tensor>) -> Tensor {
        F::relu6(input)
    }
}

/// Nothing, in inference: PyTorch's `torch.nn.Dropout`.
///
/// ```
/// use quantizable::{Tensor, nn::Dropout};
/// let x = Tensor::ones(&[2]);
/// assert_eq!(Dropout::new(0.5).forward(&x), x);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dropout {
    p: f32,
}

impl Dropout {
    /// The layer that would drop elements with probability `p` in training.
    ///
    /// # Panics
    /// If `p` is not a probability.
    #[track_caller]
    pub fn new(p: f32) -> Self {
        assert!((0.0..=1.0).contains(&p), "Dropout: expected a probability in 0..=1, not {p}");
        Dropout { p }
    }

    /// The probability.
    pub fn p(&self) -> f32 {
        self.p
    }

    /// [`functional::dropout`](crate::functional::dropout).
    #[track_caller]
    pub fn forward(&self, input: impl Borrow<Tensor>) -> Tensor {
        F::dropout(input, self.p)
    }
}

/// Nothing: PyTorch's `torch.nn.Identity`.
///
/// ```
/// use quantizable::{Tensor, nn::Identity};
/// let x = Tensor::ones(&[2]);
/// assert_eq!(Identity::new().forward(&x), x);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Identity;

impl Identity {
    /// The layer.
    pub fn new() -> Self {
        Identity
    }

    /// `input`; shares the data.
    pub fn forward(&self, input: impl Borrow<Tensor>) -> Tensor {
        input.borrow().clone()
    }
}

parameters!(ReLU {});
parameters!(ReLU6 {});
parameters!(Dropout {});
parameters!(Identity {});
