//! Operations that move elements and compute nothing.

use std::borrow::Borrow;

use super::{Dims, or_panic};
use crate::{Tensor, ops};

/// The same elements under another shape, as `torch.reshape`; one size may be −1 and is what is
/// left. Shares the data.
///
/// # Panics
/// If the numbers of elements differ.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// let x = Tensor::ones(&[2, 3, 4]);
/// assert_eq!(F::reshape(&x, [-1, 12]).shape(), [2, 12]);
/// assert_eq!(F::reshape(&x, (x.size(0), -1)).shape(), [2, 12]);
/// ```
#[track_caller]
pub fn reshape(input: impl Borrow<Tensor>, shape: impl Into<Dims>) -> Tensor {
    or_panic(ops::reshape(input.borrow(), &shape.into()))
}

/// [`reshape`] by the name of PyTorch's method `Tensor.view`.
///
/// # Panics
/// As [`reshape`].
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// assert_eq!(F::view(Tensor::ones(&[2, 6]), [4, 3]).shape(), [4, 3]);
/// ```
#[track_caller]
pub fn view(input: impl Borrow<Tensor>, shape: impl Into<Dims>) -> Tensor {
    reshape(input, shape)
}

/// The dimensions from `start_dim` to `end_dim`, both included, made one, as `torch.flatten`.
/// Shares the data.
///
/// # Panics
/// If there is no such dimension, or the start comes after the end.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// assert_eq!(F::flatten(Tensor::ones(&[2, 3, 4]), 1, -1).shape(), [2, 12]);
/// ```
#[track_caller]
pub fn flatten(input: impl Borrow<Tensor>, start_dim: isize, end_dim: isize) -> Tensor {
    or_panic(ops::flatten(input.borrow(), start_dim, end_dim))
}

/// The dimensions in another order, as `torch.permute`.
///
/// # Panics
/// If `dims` does not name each dimension once.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// assert_eq!(F::permute(Tensor::ones(&[1, 3, 4, 5]), [0, 2, 3, 1]).shape(), [1, 4, 5, 3]);
/// ```
#[track_caller]
pub fn permute(input: impl Borrow<Tensor>, dims: impl Into<Dims>) -> Tensor {
    or_panic(ops::permute(input.borrow(), &dims.into()))
}

/// Two dimensions exchanged, as `torch.transpose`.
///
/// # Panics
/// If there is no such dimension.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// assert_eq!(F::transpose(Tensor::ones(&[2, 3, 4]), 1, -1).shape(), [2, 4, 3]);
/// ```
#[track_caller]
pub fn transpose(input: impl Borrow<Tensor>, dim0: isize, dim1: isize) -> Tensor {
    or_panic(ops::transpose(input.borrow(), dim0, dim1))
}

/// Without dimension `dim` if its size is 1, the same otherwise, as `torch.squeeze`. Shares the
/// data.
///
/// # Panics
/// If there is no such dimension.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// assert_eq!(F::squeeze(Tensor::ones(&[2, 1, 4]), 1).shape(), [2, 4]);
/// ```
#[track_caller]
pub fn squeeze(input: impl Borrow<Tensor>, dim: isize) -> Tensor {
    or_panic(ops::squeeze(input.borrow(), dim))
}

/// With a dimension of size 1 put in at `dim`, as `torch.unsqueeze`. Shares the data.
///
/// # Panics
/// If there is no such place.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// assert_eq!(F::unsqueeze(Tensor::ones(&[2, 4]), -1).shape(), [2, 4, 1]);
/// ```
#[track_caller]
pub fn unsqueeze(input: impl Borrow<Tensor>, dim: isize) -> Tensor {
    or_panic(ops::unsqueeze(input.borrow(), dim))
}

/// The tensors one after the other along `dim`, as `torch.cat`; all their other sizes are equal.
///
/// # Panics
/// If there are none, or their shapes differ elsewhere.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// let (a, b) = (Tensor::ones(&[1, 3]), Tensor::ones(&[1, 2]));
/// assert_eq!(F::cat([&a, &b], 1).shape(), [1, 5]);
/// let all: Vec<Tensor> = vec![a, b];
/// assert_eq!(F::cat(&all, -1).shape(), [1, 5]);
/// ```
#[track_caller]
pub fn cat<T: Borrow<Tensor>>(tensors: impl AsRef<[T]>, dim: isize) -> Tensor {
    let tensors: Vec<&Tensor> = tensors.as_ref().iter().map(Borrow::borrow).collect();
    or_panic(ops::cat(&tensors, dim))
}

/// With `value` put around, as `torch.nn.functional.pad` in its constant mode: `padding` is the
/// last dimension's start and end, then those of the one before, and so on. Negative numbers cut
/// off. In int8 the result keeps the input's scale, so a value outside of its range saturates.
///
/// # Panics
/// If there are more or fewer numbers than fit, or a dimension's size would be below 0.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// let x = Tensor::ones(&[1, 1, 2, 2]);
/// assert_eq!(F::pad(&x, [1, 1], 0.0).shape(), [1, 1, 2, 4]);
/// assert_eq!(F::pad(&x, [1, 1, 2, -1], 0.0).shape(), [1, 1, 3, 4]);
/// ```
#[track_caller]
pub fn pad(input: impl Borrow<Tensor>, padding: impl Into<Dims>, value: f32) -> Tensor {
    or_panic(ops::pad(input.borrow(), &padding.into(), value))
}

/// `length` of dimension `dim` from `start` on, as `torch.narrow`; a negative `start` counts from the end.
///
/// # Panics
/// If there is no such dimension, or it does not have as many.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// let x = Tensor::from_fn(&[2, 4], |i| i as f32);
/// assert_eq!(F::narrow(&x, 1, 1, 2).as_slice(), [1.0, 2.0, 5.0, 6.0]);
/// ```
#[track_caller]
pub fn narrow(input: impl Borrow<Tensor>, dim: isize, start: isize, length: usize) -> Tensor {
    or_panic(ops::narrow(input.borrow(), dim, start, length))
}

/// What is at `index` of dimension `dim`, without that dimension, as `torch.select`.
///
/// # Panics
/// If there is no such dimension, or no such index in it.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// let x = Tensor::from_fn(&[2, 4], |i| i as f32);
/// assert_eq!(F::select(&x, 0, -1).as_slice(), [4.0, 5.0, 6.0, 7.0]);
/// ```
#[track_caller]
pub fn select(input: impl Borrow<Tensor>, dim: isize, index: isize) -> Tensor {
    or_panic(ops::select(input.borrow(), dim, index))
}

/// Parts of dimension `dim` with `split_size` each, the last one maybe fewer, as `torch.split`.
///
/// # Panics
/// If there is no such dimension, or the size is 0.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// let parts = F::split(Tensor::ones(&[2, 5]), 2, 1);
/// assert_eq!(parts.iter().map(|part| part.size(1)).collect::<Vec<_>>(), [2, 2, 1]);
/// ```
#[track_caller]
pub fn split(input: impl Borrow<Tensor>, split_size: usize, dim: isize) -> Vec<Tensor> {
    or_panic(ops::split(input.borrow(), split_size, dim))
}

/// At most `chunks` parts of dimension `dim`, as `torch.chunk`.
///
/// # Panics
/// If there is no such dimension, or there are to be no parts.
///
/// ```
/// use quantizable::{Tensor, functional as F};
/// let parts = F::chunk(Tensor::ones(&[1, 6, 2, 2]), 2, 1);
/// assert_eq!((parts.len(), parts[1].shape()), (2, &[1, 3, 2, 2][..]));
/// ```
#[track_caller]
pub fn chunk(input: impl Borrow<Tensor>, chunks: usize, dim: isize) -> Vec<Tensor> {
    or_panic(ops::chunk(input.borrow(), chunks, dim))
}
