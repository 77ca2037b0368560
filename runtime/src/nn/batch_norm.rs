//! Batch normalization.

use std::{borrow::Borrow, fmt};

use super::parameters::parameters;
use crate::{Tensor, functional::or_panic, ops, ops::shape};

/// Both layers differ in the inputs they take, and in name.
macro_rules! batch_norm {
    ($(#[$doc:meta])* $name:ident, $check:path) => {
        $(#[$doc])*
        ///
        /// It normalizes with its running statistics, as PyTorch does in inference.
        #[derive(Clone, PartialEq)]
        pub struct $name {
            weight: Option<Tensor>,
            bias: Option<Tensor>,
            running_mean: Tensor,
            running_var: Tensor,
            eps: f32,
        }

        impl $name {
            /// Normalization of this many channels, with eps 10⁻⁵ and a weight and bias for each.
            ///
            /// # Panics
            /// If there are none.
            #[track_caller]
            pub fn new(channels: usize) -> Self {
                assert!(channels > 0, concat!(stringify!($name), ": 0 channels; expected at least 1"));
                $name {
                    weight: Some(Tensor::ones(&[channels])),
                    bias: Some(Tensor::zeros(&[channels])),
                    running_mean: Tensor::zeros(&[channels]),
                    running_var: Tensor::ones(&[channels]),
                    eps: 1e-5,
                }
            }

            /// Normalization with these vectors of one number a channel; follow it with
            /// `.affine(false)` to go without the first two.
            ///
            /// # Panics
            /// If they are not vectors of the same length.
            #[track_caller]
            pub fn from_weights(
                weight: impl Into<Tensor>,
                bias: impl Into<Tensor>,
                running_mean: impl Into<Tensor>,
                running_var: impl Into<Tensor>,
            ) -> Self {
                let (weight, bias) = (weight.into(), bias.into());
                let (running_mean, running_var) = (running_mean.into(), running_var.into());
                let channels = running_mean.numel();
                for (what, vector) in [
                    ("weight", &weight),
                    ("bias", &bias),
                    ("running_mean", &running_mean),
                    ("running_var", &running_var),
                ] {
                    shape::per_channel(stringify!($name), what, vector.shape(), channels)
                        .unwrap_or_else(|error| panic!("{error}"));
                }
                $name { weight: Some(weight), bias: Some(bias), running_mean, running_var, eps: 1e-5 }
            }

            /// With this added to the variance.
            pub fn eps(mut self, eps: f32) -> Self {
                self.eps = eps;
                self
            }

            /// With a weight and a bias for each channel or without.
            pub fn affine(mut self, affine: bool) -> Self {
                let shape = self.running_mean.shape();
                self.weight =
                    affine.then(|| self.weight.take().unwrap_or_else(|| Tensor::ones(shape)));
                self.bias =
                    affine.then(|| self.bias.take().unwrap_or_else(|| Tensor::zeros(shape)));
                self
            }

            /// `input`, normalized.
            ///
            /// # Panics
            /// If `input` has other channels, or more or fewer dimensions.
            #[track_caller]
            pub fn forward(&self, input: impl Borrow<Tensor>) -> Tensor {
                let input = input.borrow();
                or_panic($check(input.shape(), self.running_mean.numel()).and_then(|_| {
                    ops::batch_norm(
                        input,
                        &self.running_mean,
                        &self.running_var,
                        self.weight(),
                        self.get_bias(),
                        self.eps,
                    )
                }))
            }

            /// The factor of each channel, `[C]`.
            pub fn weight(&self) -> Option<&Tensor> {
                self.weight.as_ref()
            }

            /// The summand of each channel, `[C]`.
            pub fn get_bias(&self) -> Option<&Tensor> {
                self.bias.as_ref()
            }

            /// The mean of each channel, `[C]`.
            pub fn running_mean(&self) -> &Tensor {
                &self.running_mean
            }

            /// The variance of each channel, `[C]`.
            pub fn running_var(&self) -> &Tensor {
                &self.running_var
            }

            /// What is added to the variance.
            pub fn get_eps(&self) -> f32 {
                self.eps
            }
        }

        parameters!($name { running_mean, running_var; optional weight, bias });

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(
                    f,
                    concat!(stringify!($name), "({}, eps {:?}, affine {})"),
                    self.running_mean.numel(),
                    self.eps,
                    self.weight.is_some()
                )
            }
        }
    };
}

batch_norm! {
    /// Batch normalization of inputs `[N, C, H, W]`: PyTorch's `torch.nn.BatchNorm2d`.
    ///
    /// ```
    /// use quantizable::{Tensor, nn::BatchNorm2d};
    /// let bn = BatchNorm2d::from_weights(vec![2.0], vec![1.0], vec![3.0], vec![4.0]).eps(0.0);
    /// assert_eq!(bn.forward(Tensor::full(&[1, 1, 1, 1], 7.0)).item(), 5.0);
    /// assert_eq!(BatchNorm2d::new(16).affine(false).weight(), None);
    /// ```
    BatchNorm2d, shape::batch_norm2d
}

batch_norm! {
    /// Batch normalization of inputs `[N, C]` or `[N, C, L]`: PyTorch's `torch.nn.BatchNorm1d`.
    ///
    /// ```
    /// use quantizable::{Tensor, nn::BatchNorm1d};
    /// let bn = BatchNorm1d::new(2).eps(0.0);
    /// assert_eq!(bn.forward(Tensor::from(ndarray::array![[1.0, 2.0]])).as_slice(), [1.0, 2.0]);
    /// ```
    BatchNorm1d, shape::batch_norm1d
}
