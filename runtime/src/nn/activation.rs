//! Layers without weights that keep the shape.

use std::borrow::Borrow;

use super::parameters::parameters;
use crate::{Tensor, functional as F};

/// A layer without arguments.
macro_rules! unit {
    ($($(#[$doc:meta])* $layer:ident => $function:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        pub struct $layer;

        impl $layer {
            /// The layer.
            pub fn new() -> Self {
                $layer
            }

            #[doc = concat!("[`functional::", stringify!($function), "`](crate::functional::", stringify!($function), ").")]
            #[track_caller]
            pub fn forward(&self, input: impl Borrow<Tensor>) -> Tensor {
                F::$function(input)
            }
        }

        parameters!($layer {});
    )*};
}

unit! {
    /// Negative elements become 0: PyTorch's `torch.nn.ReLU`.
    ///
    /// ```
    /// use quantizable::{Tensor, nn::ReLU};
    /// assert_eq!(ReLU::new().forward(Tensor::from(vec![-1.0, 2.0])).as_slice(), [0.0, 2.0]);
    /// ```
    ReLU => relu;
    /// Elements are clamped to 0..=6: PyTorch's `torch.nn.ReLU6`.
    ///
    /// ```
    /// use quantizable::{Tensor, nn::ReLU6};
    /// assert_eq!(ReLU6::new().forward(Tensor::from(vec![-1.0, 9.0])).as_slice(), [0.0, 6.0]);
    /// ```
    ReLU6 => relu6;
    /// `1 / (1 + exp(-x))` of every element: PyTorch's `torch.nn.Sigmoid`.
    ///
    /// ```
    /// use quantizable::{Tensor, nn::Sigmoid};
    /// assert_eq!(Sigmoid::new().forward(Tensor::from(vec![0.0, 100.0])).as_slice(), [0.5, 1.0]);
    /// ```
    Sigmoid => sigmoid;
    /// The hyperbolic tangent of every element: PyTorch's `torch.nn.Tanh`.
    ///
    /// ```
    /// use quantizable::{Tensor, nn::Tanh};
    /// assert_eq!(Tanh::new().forward(Tensor::from(vec![0.0, 100.0])).as_slice(), [0.0, 1.0]);
    /// ```
    Tanh => tanh;
    /// `x · sigmoid(x)` of every element: PyTorch's `torch.nn.SiLU`.
    ///
    /// ```
    /// use quantizable::{Tensor, nn::SiLU};
    /// assert_eq!(SiLU::new().forward(Tensor::from(vec![0.0, 100.0])).as_slice(), [0.0, 100.0]);
    /// ```
    SiLU => silu;
    /// `x · Φ(x)` of every element, without an approximation: PyTorch's `torch.nn.GELU`.
    ///
    /// ```
    /// use quantizable::{Tensor, nn::GELU};
    /// assert_eq!(GELU::new().forward(Tensor::from(vec![0.0, 100.0])).as_slice(), [0.0, 100.0]);
    /// ```
    GELU => gelu;
    /// `x · relu6(x + 3) / 6` of every element: PyTorch's `torch.nn.Hardswish`.
    ///
    /// ```
    /// use quantizable::{Tensor, nn::Hardswish};
    /// assert_eq!(Hardswish::new().forward(Tensor::from(vec![-4.0, 3.0])).as_slice(), [0.0, 3.0]);
    /// ```
    Hardswish => hardswish;
    /// `relu6(x + 3) / 6` of every element: PyTorch's `torch.nn.Hardsigmoid`.
    ///
    /// ```
    /// use quantizable::{Tensor, nn::Hardsigmoid};
    /// assert_eq!(Hardsigmoid::new().forward(Tensor::from(vec![-4.0, 3.0])).as_slice(), [0.0, 1.0]);
    /// ```
    Hardsigmoid => hardsigmoid;
}

/// Negative elements are multiplied by a number: PyTorch's `torch.nn.LeakyReLU`.
///
/// ```
/// use quantizable::{Tensor, nn::LeakyReLU};
/// assert_eq!(LeakyReLU::new().negative_slope(0.5).forward(Tensor::from(vec![-1.0, 2.0])).as_slice(), [-0.5, 2.0]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LeakyReLU {
    negative_slope: f32,
}

impl LeakyReLU {
    /// The layer with PyTorch's `negative_slope`, 0.01.
    pub fn new() -> Self {
        LeakyReLU { negative_slope: 0.01 }
    }

    /// With another one.
    pub fn negative_slope(mut self, negative_slope: f32) -> Self {
        self.negative_slope = negative_slope;
        self
    }

    /// Its `negative_slope`.
    pub fn get_negative_slope(&self) -> f32 {
        self.negative_slope
    }

    /// [`functional::leaky_relu`](crate::functional::leaky_relu).
    #[track_caller]
    pub fn forward(&self, input: impl Borrow<Tensor>) -> Tensor {
        F::leaky_relu(input, self.negative_slope)
    }
}

impl Default for LeakyReLU {
    fn default() -> Self {
        LeakyReLU::new()
    }
}

/// Negative elements become `alpha · (exp(x) - 1)`: PyTorch's `torch.nn.ELU`.
///
/// ```
/// use quantizable::{Tensor, nn::ELU};
/// assert_eq!(ELU::new().alpha(0.5).forward(Tensor::from(vec![-100.0, 2.0])).as_slice(), [-0.5, 2.0]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ELU {
    alpha: f32,
}

impl ELU {
    /// The layer with PyTorch's `alpha`, 1.0.
    pub fn new() -> Self {
        ELU { alpha: 1.0 }
    }

    /// With another one.
    pub fn alpha(mut self, alpha: f32) -> Self {
        self.alpha = alpha;
        self
    }

    /// Its `alpha`.
    pub fn get_alpha(&self) -> f32 {
        self.alpha
    }

    /// [`functional::elu`](crate::functional::elu).
    #[track_caller]
    pub fn forward(&self, input: impl Borrow<Tensor>) -> Tensor {
        F::elu(input, self.alpha)
    }
}

impl Default for ELU {
    fn default() -> Self {
        ELU::new()
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

parameters!(LeakyReLU {});
parameters!(ELU {});
parameters!(Dropout {});
parameters!(Identity {});
