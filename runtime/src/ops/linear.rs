//! Matrix products with a weight.

use ndarray::{
    ArrayView1, ArrayView2, ArrayViewMut1, ArrayViewMut2, Axis, linalg::general_mat_mul,
    linalg::general_mat_vec_mul, s,
};

use super::{parallel, shape};
use crate::{Tensor, error::OpError};

/// Input rows below which a dot product for each output is faster than a matrix product, which
/// first copies the whole weight into another order.
const FEW_ROWS: usize = 8;
/// Outputs that one thread takes at a time, along rows or features.
const SHARE: usize = 128;

/// `torch.nn.functional.linear`.
pub(crate) fn linear(
    input: &Tensor,
    weight: &Tensor,
    bias: Option<&Tensor>,
) -> Result<Tensor, OpError> {
    let output = shape::linear(input.shape(), weight.shape())?;
    let &[out_features, in_features] = weight.shape() else { unreachable!("checked above") };
    let mut out = vec![0.0; output.numel()];
    if let Some(bias) = bias {
        shape::per_channel("linear", "bias", bias.shape(), out_features)?;
        for row in out.chunks_exact_mut(out_features.max(1)) {
            row.copy_from_slice(bias.as_slice());
        }
    }
    if !out.is_empty() && in_features > 0 {
        let rows = out.len() / out_features;
        let input = ArrayView2::from_shape((rows, in_features), input.as_slice())
            .expect("rows of the last dimension");
        let weight = ArrayView2::from_shape((out_features, in_features), weight.as_slice())
            .expect("a weight of two dimensions");
        add(input, weight, &mut out);
    }
    Ok(Tensor::from_vec(out, &output))
}

/// `out += input · weightᵀ`, row by row or as one product.
fn add(input: ArrayView2<f32>, weight: ArrayView2<f32>, out: &mut [f32]) {
    let (rows, out_features) = (input.nrows(), weight.nrows());
    let work = out.len() * input.ncols();
    if rows < FEW_ROWS {
        let per_row = out_features.div_ceil(SHARE);
        let parts: Vec<(usize, &mut [f32])> = out
            .chunks_exact_mut(out_features)
            .flat_map(|row| row.chunks_mut(SHARE))
            .enumerate()
            .collect();
        return parallel::for_each(parts, work, |_: &mut (), (i, out)| {
            let first = i % per_row * SHARE;
            let weight = weight.slice(s![first..first + out.len(), ..]);
            let row: ArrayView1<f32> = input.row(i / per_row);
            general_mat_vec_mul(1.0, &weight, &row, 1.0, &mut ArrayViewMut1::from(out));
        });
    }
    let out = ArrayViewMut2::from_shape((rows, out_features), out).expect("rows of outputs");
    // Cut the longer side, so that each part still has much to multiply.
    let axis = if rows >= out_features { Axis(0) } else { Axis(1) };
    let mut parts = Vec::new();
    let mut rest = out;
    for first in (0..rest.len_of(axis)).step_by(SHARE) {
        let len = SHARE.min(rest.len_of(axis));
        let (part, after) = rest.split_at(axis, len);
        rest = after;
        parts.push((first, part));
    }
    parallel::for_each(parts, work, |_: &mut (), (first, mut out)| {
        let (input, weight) = match axis {
            Axis(0) => (input.slice(s![first..first + out.nrows(), ..]), weight.view()),
            _ => (input.view(), weight.slice(s![first..first + out.ncols(), ..])),
        };
        general_mat_mul(1.0, &input, &weight.t(), 1.0, &mut out);
    });
}
