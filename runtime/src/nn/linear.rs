//! Matrix products with a weight.

use std::{borrow::Borrow, fmt};

use super::{Bias, init, parameters::parameters};
use crate::{Tensor, functional as F, ops::shape};

/// `input · weightᵀ + bias` over the last dimension of inputs `[…, in]`: PyTorch's
/// `torch.nn.Linear`.
///
/// ```
/// use quantizable::{Tensor, nn::Linear};
/// let fc = Linear::new(64, 10);
/// assert_eq!(fc.forward(Tensor::ones(&[5, 64])).shape(), [5, 10]);
/// ```
#[derive(Clone, PartialEq)]
pub struct Linear {
    weight: Tensor,
    bias: Option<Tensor>,
    /// Whether a batch normalization was folded into the weights.
    pub(crate) folded: bool,
}

impl Linear {
    /// A linear layer with a bias.
    ///
    /// # Panics
    /// If a number is 0.
    #[track_caller]
    pub fn new(in_features: usize, out_features: usize) -> Self {
        assert!(
            in_features > 0 && out_features > 0,
            "Linear: {in_features} inputs and {out_features} outputs; both must be at least 1"
        );
        let shape = [out_features, in_features];
        let weight = init::uniform("Linear.weight", &shape, &shape, in_features);
        Linear { weight, bias: None, folded: false }.bias(true)
    }

    /// A linear layer with this weight `[out, in]` and this bias `[out]`, or `None`.
    ///
    /// # Panics
    /// If they are not of such shapes.
    ///
    /// ```
    /// use quantizable::{Tensor, nn::Linear};
    /// use ndarray::array;
    /// let fc = Linear::from_weights(array![[1.0, 2.0], [3.0, 4.0]], array![0.5, 0.0]);
    /// assert_eq!(fc.forward(Tensor::ones(&[1, 2])).as_slice(), [3.5, 7.0]);
    /// ```
    #[track_caller]
    pub fn from_weights(weight: impl Into<Tensor>, bias: impl Into<Bias>) -> Self {
        let (weight, Bias(bias)) = (weight.into(), bias.into());
        assert!(
            weight.dim() == 2 && !weight.shape().contains(&0),
            "Linear: expected a weight of shape [out, in] without a 0, not {:?}",
            weight.shape()
        );
        if let Some(bias) = &bias {
            let checked = shape::per_channel("Linear", "bias", bias.shape(), weight.size(0));
            checked.unwrap_or_else(|error| panic!("{error}"));
        }
        Linear { weight, bias, folded: false }
    }

    /// With a bias or without.
    pub fn bias(mut self, bias: bool) -> Self {
        let [out, fan_in] = [self.weight.size(0), self.weight.size(1)];
        let new = || init::uniform("Linear.bias", &[out, fan_in], &[out], fan_in);
        self.bias = bias.then(|| self.bias.take().unwrap_or_else(new));
        self
    }

    /// The products of `input`'s last dimension.
    ///
    /// # Panics
    /// As [`functional::linear`](crate::functional::linear).
    #[track_caller]
    pub fn forward(&self, input: impl Borrow<Tensor>) -> Tensor {
        F::linear(input, &self.weight, self.get_bias())
    }

    /// The weight, `[out, in]`.
    pub fn weight(&self) -> &Tensor {
        &self.weight
    }

    /// The bias, `[out]`.
    pub fn get_bias(&self) -> Option<&Tensor> {
        self.bias.as_ref()
    }
}

parameters!(Linear { weight; optional bias });

impl fmt::Debug for Linear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [out, inputs] = [self.weight.size(0), self.weight.size(1)];
        write!(f, "Linear({inputs}, {out}, bias {})", self.bias.is_some())
    }
}
