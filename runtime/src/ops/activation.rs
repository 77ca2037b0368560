//! Elementwise functions of one tensor.

use crate::{Tensor, error::OpError};

/// `torch.nn.functional.relu`: NaN stays NaN.
pub(crate) fn relu(input: &Tensor) -> Result<Tensor, OpError> {
    map(input, |x| if x < 0.0 { 0.0 } else { x })
}

/// `torch.nn.functional.relu6`: NaN stays NaN.
pub(crate) fn relu6(input: &Tensor) -> Result<Tensor, OpError> {
    map(input, |x| x.clamp(0.0, 6.0))
}

/// `torch.nn.functional.dropout` in inference, which changes nothing.
pub(crate) fn dropout(input: &Tensor, p: f32) -> Result<Tensor, OpError> {
    if !(0.0..=1.0).contains(&p) {
        return Err(OpError::new("dropout", format!("expected a probability in 0..=1, not {p}")));
    }
    Ok(input.clone())
}

/// `f` of every element.
pub(super) fn map(input: &Tensor, f: impl Fn(f32) -> f32) -> Result<Tensor, OpError> {
    let out = input.as_slice().iter().map(|&x| f(x)).collect();
    Ok(Tensor::from_vec(out, input.shape()))
}
