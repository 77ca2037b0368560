//! Constant padding.

use ndarray::{ArrayViewMutD, IxDyn, Slice};

use super::shape;
use crate::{Tensor, error::OpError};

/// `torch.nn.functional.pad` with a constant; negative padding cuts off.
pub(crate) fn pad(input: &Tensor, padding: &[isize], value: f32) -> Result<Tensor, OpError> {
    let shape = shape::pad(input.shape(), padding)?;
    let mut out = vec![value; shape.numel()];
    if !out.is_empty() {
        let mut to = ArrayViewMutD::from_shape(IxDyn(&shape), &mut out)
            .expect("as many elements as its shape");
        let mut from = input.view_nd();
        // What both have: a start that is added moves the target, one that is cut off the source.
        to.slice_each_axis_inplace(|axis| {
            kept(padding, axis.axis.index(), shape.len(), 1, shape[axis.axis.index()])
        });
        from.slice_each_axis_inplace(|axis| {
            kept(padding, axis.axis.index(), shape.len(), -1, input.shape()[axis.axis.index()])
        });
        to.assign(&from);
    }
    Ok(Tensor::from_vec(out, &shape))
}

/// The part of dimension `d` that is not padding (`sign` 1, in the output) or not cut off (`sign`
/// −1, in the input).
fn kept(padding: &[isize], d: usize, dims: usize, sign: isize, size: usize) -> Slice {
    let pair = padding.get(2 * (dims - 1 - d)..2 * (dims - d)).unwrap_or(&[0, 0]);
    let [start, end] = [pair[0], pair[1]].map(|p| (p * sign).max(0));
    Slice::new(start, Some(size as isize - end), 1)
}
