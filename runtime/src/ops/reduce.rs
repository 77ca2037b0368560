//! Sums and means.

use super::{layout, shape};
use crate::{Tensor, error::OpError};

/// `torch.mean` over `dims`, all if empty.
pub(crate) fn mean(input: &Tensor, dims: &[isize], keepdim: bool) -> Result<Tensor, OpError> {
    let output = shape::mean(input.shape(), dims, keepdim)?;
    let reduced = shape::dim_set("mean", input.shape(), dims)?;
    // The reduced dimensions last, so that every mean is over a slice.
    let mut order: Vec<usize> = (0..input.dim()).filter(|d| !reduced.contains(d)).collect();
    order.extend(&*reduced);
    let sizes: Vec<usize> = order.iter().map(|&d| input.shape()[d]).collect();
    let len: usize = reduced.iter().map(|&d| input.shape()[d]).product();
    if len == 0 {
        return Ok(Tensor::full(&output, f32::NAN));
    }
    let input = layout::reorder(input, shape::shape("mean", &sizes)?, &order);
    let means = input.as_slice().chunks_exact(len).map(|c| (sum_f64(c) / len as f64) as f32);
    Ok(Tensor::from_vec(means.collect(), &output))
}

/// The sum, in f64 so that it is right to the last bit of an f32 in whatever order.
pub(crate) fn sum_f64(values: &[f32]) -> f64 {
    const LANES: usize = 8;
    let mut sums = [0.0; LANES];
    let chunks = values.chunks_exact(LANES);
    let rest: f64 = chunks.remainder().iter().copied().map(f64::from).sum();
    for chunk in chunks {
        for (sum, &value) in sums.iter_mut().zip(chunk) {
            *sum += f64::from(value);
        }
    }
    sums.iter().sum::<f64>() + rest
}
