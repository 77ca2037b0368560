//! Operations that move elements and compute nothing.

use ndarray::{ArrayViewMutD, IxDyn};

use super::{pad::pad, shape};
use crate::{Tensor, error::OpError, tensor::Shape};

/// `torch.reshape`: shares the data.
pub(crate) fn reshape(input: &Tensor, sizes: &[isize]) -> Result<Tensor, OpError> {
    Ok(input.with_shape(shape::reshape(input.shape(), sizes)?))
}

/// `torch.flatten`: shares the data.
pub(crate) fn flatten(input: &Tensor, start: isize, end: isize) -> Result<Tensor, OpError> {
    Ok(input.with_shape(shape::flatten(input.shape(), start, end)?))
}

/// `torch.squeeze(input, dim)`: shares the data.
pub(crate) fn squeeze(input: &Tensor, dim: isize) -> Result<Tensor, OpError> {
    Ok(input.with_shape(shape::squeeze(input.shape(), dim)?))
}

/// `torch.unsqueeze`: shares the data.
pub(crate) fn unsqueeze(input: &Tensor, dim: isize) -> Result<Tensor, OpError> {
    Ok(input.with_shape(shape::unsqueeze(input.shape(), dim)?))
}

/// `torch.permute`.
pub(crate) fn permute(input: &Tensor, dims: &[isize]) -> Result<Tensor, OpError> {
    let (shape, order) = shape::permute(input.shape(), dims)?;
    Ok(reorder(input, shape, &order))
}

/// `torch.transpose`.
pub(crate) fn transpose(input: &Tensor, dim0: isize, dim1: isize) -> Result<Tensor, OpError> {
    let (shape, order) = shape::transpose(input.shape(), dim0, dim1)?;
    Ok(reorder(input, shape, &order))
}

/// The input with its dimensions in `order`.
pub(crate) fn reorder(input: &Tensor, shape: Shape, order: &[usize]) -> Tensor {
    if order.is_sorted() {
        return input.clone();
    }
    let mut out = vec![0.0; shape.numel()];
    ArrayViewMutD::from_shape(IxDyn(&shape), &mut out)
        .expect("as many elements as its shape")
        .assign(&input.view_nd().permuted_axes(order));
    Tensor::from_vec(out, &shape)
}

/// `torch.cat`.
pub(crate) fn cat(inputs: &[&Tensor], dim: isize) -> Result<Tensor, OpError> {
    let (shape, axis) = shape::cat(inputs.iter().map(|input| input.shape()), dim)?;
    let outer: usize = shape[..axis].iter().product();
    let mut out = Vec::with_capacity(shape.numel());
    for i in 0..outer {
        for input in inputs {
            let len: usize = input.shape()[axis..].iter().product();
            out.extend_from_slice(&input.as_slice()[i * len..][..len]);
        }
    }
    Ok(Tensor::from_vec(out, &shape))
}

/// `torch.narrow`.
pub(crate) fn narrow(
    input: &Tensor,
    dim: isize,
    start: isize,
    length: usize,
) -> Result<Tensor, OpError> {
    pad(input, &shape::narrow(input.shape(), dim, start, length)?, 0.0)
}

/// `torch.select`.
pub(crate) fn select(input: &Tensor, dim: isize, index: isize) -> Result<Tensor, OpError> {
    let (padding, shape) = shape::select(input.shape(), dim, index)?;
    Ok(pad(input, &padding, 0.0)?.with_shape(shape))
}

/// `torch.split`.
pub(crate) fn split(input: &Tensor, size: usize, dim: isize) -> Result<Vec<Tensor>, OpError> {
    let parts = shape::split("split", input.shape(), size, dim)?;
    parts.map(|(start, length)| narrow(input, dim, start, length)).collect()
}

/// `torch.chunk`.
pub(crate) fn chunk(input: &Tensor, chunks: usize, dim: isize) -> Result<Vec<Tensor>, OpError> {
    let parts = shape::chunk(input.shape(), chunks, dim)?;
    parts.map(|(start, length)| narrow(input, dim, start, length)).collect()
}
