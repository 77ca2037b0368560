//! Operations on plain arrays, for what no kernel is worth its code.

use ndarray::{ArrayD, Axis, Slice};

use crate::{qparams::QParams, tensor::Shape};

/// `rne(Σ(q − zp) / n) + zp`, with the sum exact, as average pooling has it.
pub(super) fn mean(
    array: ArrayD<u8>,
    dims: &[usize],
    keepdim: bool,
    qparams: QParams,
) -> ArrayD<u8> {
    let count: usize = dims.iter().map(|&d| array.shape()[d]).product();
    let zero_point = i64::from(qparams.zero_point);
    let mut sums = array.mapv(|q| i64::from(q) - zero_point);
    for &d in dims.iter().rev() {
        sums = sums.sum_axis(Axis(d));
    }
    let ratio = qparams.scale / (qparams.scale * count as f32);
    let mut means = sums.mapv(|sum| {
        let steps = (sum as f32 * ratio).round_ties_even() as i64;
        (steps + zero_point).clamp(0, 255) as u8
    });
    if keepdim {
        dims.iter().for_each(|&d| means.insert_axis_inplace(Axis(d)));
    }
    means
}

pub(super) fn pad(array: ArrayD<u8>, shape: &Shape, padding: &[isize], fill: u8) -> ArrayD<u8> {
    let mut out = ArrayD::from_elem(&**shape, fill);
    let last = array.ndim().wrapping_sub(1);
    let (mut from, mut to) = (array.view(), out.view_mut());
    for (i, pair) in padding.chunks_exact(2).enumerate() {
        let axis = Axis(last - i);
        from.slice_axis_inplace(axis, inside(pair, |p| -p));
        to.slice_axis_inplace(axis, inside(pair, |p| p));
    }
    to.assign(&from);
    out
}

/// What lies between a padding's start and end, where `sign` of them is positive.
fn inside(pair: &[isize], sign: impl Fn(isize) -> isize) -> Slice {
    let end = sign(pair[1]).max(0);
    Slice::new(sign(pair[0]).max(0), (end > 0).then_some(-end), 1)
}
