//! Functions of each element alone that are not piecewise linear.

use std::f32::consts::FRAC_1_SQRT_2;

use super::activation::map;
use crate::{Tensor, error::OpError, qparams::QParams};

/// A function of each element alone, with a call site of its own. In int8 it is a table of 256 values.
///
/// `exp` and its like are [`libm`]'s, in f32, so that they are the same on every machine.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Pointwise {
    /// `1 / (1 + exp(-x))`
    Sigmoid,
    /// `tanh(x)`
    Tanh,
    /// `x · sigmoid(x)`
    Silu,
    /// `x · Φ(x)`, with the normal distribution's `Φ`
    Gelu,
    /// `x · relu6(x + 3) / 6`
    Hardswish,
    /// `relu6(x + 3) / 6`
    Hardsigmoid,
    /// `x`, negative ones times `negative_slope`
    LeakyRelu {
        /// What negative elements are multiplied by.
        negative_slope: f32,
    },
    /// `x`, negative ones `alpha · (exp(x) - 1)`
    Elu {
        /// What negative elements tend to, negated.
        alpha: f32,
    },
}

impl Pointwise {
    /// Of one element; of NaN, NaN.
    pub fn apply(self, x: f32) -> f32 {
        match self {
            Pointwise::Sigmoid => sigmoid(x),
            Pointwise::Tanh => libm::tanhf(x),
            Pointwise::Silu => x * sigmoid(x),
            Pointwise::Gelu => 0.5 * x * (1.0 + libm::erff(x * FRAC_1_SQRT_2)),
            Pointwise::Hardswish => x * (x + 3.0).clamp(0.0, 6.0) / 6.0,
            Pointwise::Hardsigmoid => (x + 3.0).clamp(0.0, 6.0) / 6.0,
            Pointwise::LeakyRelu { negative_slope } if x < 0.0 => x * negative_slope,
            Pointwise::Elu { alpha } if x < 0.0 => alpha * libm::expm1f(x),
            Pointwise::LeakyRelu { .. } | Pointwise::Elu { .. } => x,
        }
    }

    /// The scale and zero point of results whose range is known without calibration: as PyTorch's
    /// `FixedQParamsObserver`s have them, so that 1 is 256 steps from 0, or 128.
    pub fn fixed_qparams(self) -> Option<QParams> {
        match self {
            Pointwise::Sigmoid | Pointwise::Hardsigmoid => {
                Some(QParams { scale: 1.0 / 256.0, zero_point: 0 })
            }
            Pointwise::Tanh => Some(QParams { scale: 2.0 / 256.0, zero_point: 128 }),
            _ => None,
        }
    }
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + libm::expf(-x))
}

/// Of every element.
pub(crate) fn pointwise(input: &Tensor, function: Pointwise) -> Result<Tensor, OpError> {
    map(input, |x| function.apply(x))
}
