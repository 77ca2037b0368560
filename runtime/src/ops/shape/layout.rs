//! Operations that move elements and compute nothing.

use std::{num::NonZeroUsize, ops::Deref};

use super::{Axes, dim, new_dim, shape};
use crate::{
    error::OpError,
    tensor::{MAX_DIMS, Shape},
};

/// The shape that `sizes` stands for, where one −1 is what is left over.
pub(crate) fn reshape(input: &[usize], sizes: &[isize]) -> Result<Shape, OpError> {
    let fail = |why: String| {
        OpError::new("reshape", format!("an input of shape {input:?} to {sizes:?}: {why}"))
    };
    if let Some(size) = sizes.iter().find(|&&size| size < -1) {
        return Err(fail(format!(
            "{size} is no size; expected a size, or one -1 for what is left"
        )));
    }
    if sizes.iter().filter(|&&size| size == -1).count() > 1 {
        return Err(fail("only one size can be -1".into()));
    }
    let numel = shape("reshape", input)?.numel();
    let mut known = [1; MAX_DIMS];
    let Some(known) = known.get_mut(..sizes.len()) else {
        return Err(fail(format!(
            "a tensor has at most {MAX_DIMS} dimensions, not {}",
            sizes.len()
        )));
    };
    for (known, &size) in known.iter_mut().zip(sizes) {
        *known = if size == -1 { 1 } else { size as usize };
    }
    let product = shape("reshape", known)?.numel();
    let wrong =
        |expected: &str| fail(format!("it has {numel} elements, which is not {expected}{product}"));
    let Some(hole) = sizes.iter().position(|&size| size == -1) else {
        return if product == numel { shape("reshape", known) } else { Err(wrong("")) };
    };
    if product == 0 {
        return Err(fail("-1 could be any size, since another is 0".into()));
    }
    if numel % product != 0 {
        return Err(wrong("a multiple of "));
    }
    known[hole] = numel / product;
    shape("reshape", known)
}

/// The dimensions `start..=end` made one.
pub(crate) fn flatten(input: &[usize], start: isize, end: isize) -> Result<Shape, OpError> {
    let (first, last) = (dim("flatten", input, start)?, dim("flatten", input, end)?);
    if first > last {
        return Err(OpError::new(
            "flatten",
            format!("start {start} comes after end {end}, for an input of shape {input:?}"),
        ));
    }
    if input.is_empty() {
        return shape("flatten", &[1]);
    }
    let one = shape("flatten", &input[first..=last])?.numel();
    let mut sizes = [1; MAX_DIMS];
    let len = input.len() - (last - first);
    sizes[..first].copy_from_slice(&input[..first]);
    sizes[first] = one;
    sizes[first + 1..len].copy_from_slice(&input[last + 1..]);
    shape("flatten", &sizes[..len])
}

/// The output's shape, and for each of its dimensions which of the input's it is.
pub(crate) fn permute(input: &[usize], dims: &[isize]) -> Result<(Shape, Axes), OpError> {
    let fail = || {
        OpError::new(
            "permute",
            format!(
                "dimensions {dims:?} do not name each of the {} of an input of shape {input:?} once",
                input.len()
            ),
        )
    };
    if dims.len() != input.len() {
        return Err(fail());
    }
    let order = dims.iter().map(|&d| dim("permute", input, d)).collect::<Result<Axes, _>>()?;
    if (0..input.len()).any(|d| !order.contains(&d)) {
        return Err(fail());
    }
    let sizes: Axes = order.iter().map(|&d| input[d]).collect();
    Ok((shape("permute", &sizes)?, order))
}

/// Two dimensions exchanged: a permutation, see [`permute`].
pub(crate) fn transpose(
    input: &[usize],
    dim0: isize,
    dim1: isize,
) -> Result<(Shape, Axes), OpError> {
    let (a, b) = (dim("transpose", input, dim0)?, dim("transpose", input, dim1)?);
    let swapped = |d| {
        if d == a {
            b
        } else if d == b {
            a
        } else {
            d
        }
    };
    let order: Axes = (0..input.len()).map(swapped).collect();
    let sizes: Axes = order.iter().map(|&d| input[d]).collect();
    Ok((shape("transpose", &sizes)?, order))
}

/// Without dimension `at` if its size is 1, the same otherwise.
pub(crate) fn squeeze(input: &[usize], at: isize) -> Result<Shape, OpError> {
    let at = dim("squeeze", input, at)?;
    let goes = |d: usize| d == at && input[d] == 1;
    let sizes: Axes = (0..input.len()).filter(|&d| !goes(d)).map(|d| input[d]).collect();
    shape("squeeze", &sizes)
}

/// With a dimension of size 1 inserted at `at`.
pub(crate) fn unsqueeze(input: &[usize], at: isize) -> Result<Shape, OpError> {
    let at = new_dim("unsqueeze", input, at)?;
    let mut sizes = [1; MAX_DIMS + 1];
    sizes[..at].copy_from_slice(&input[..at]);
    sizes[at + 1..=input.len()].copy_from_slice(&input[at..]);
    shape("unsqueeze", &sizes[..=input.len()])
}

/// The inputs one after the other along `at`. Gives the dimension too.
pub(crate) fn cat<'a>(
    inputs: impl IntoIterator<Item = &'a [usize]>,
    at: isize,
) -> Result<(Shape, usize), OpError> {
    let mut inputs = inputs.into_iter();
    let Some(first) = inputs.next() else {
        return Err(OpError::new("cat", "expected at least one tensor"));
    };
    if first.is_empty() {
        return Err(OpError::new("cat", "a tensor without dimensions cannot be concatenated"));
    }
    let axis = dim("cat", first, at)?;
    let mut sizes = [0; MAX_DIMS];
    sizes[..first.len()].copy_from_slice(first);
    for (i, other) in inputs.enumerate() {
        let fits = other.len() == first.len()
            && (0..first.len()).all(|d| d == axis || other[d] == first[d]);
        if !fits {
            return Err(OpError::new(
                "cat",
                format!(
                    "shapes {first:?} and {other:?} (tensor {}) differ in more than dimension {axis}",
                    i + 1
                ),
            ));
        }
        sizes[axis] = sizes[axis].checked_add(other[axis]).ok_or_else(|| {
            OpError::new("cat", format!("dimension {axis} of the result does not fit a usize"))
        })?;
    }
    Ok((shape("cat", &sizes[..first.len()])?, axis))
}

/// The output of a padding with `padding` in PyTorch's order: the last dimension's start and end,
/// then those of the one before. Negative ones cut off.
pub(crate) fn pad(input: &[usize], padding: &[isize]) -> Result<Shape, OpError> {
    let fail = |why: String| {
        OpError::new("pad", format!("padding {padding:?} for an input of shape {input:?}: {why}"))
    };
    if padding.len() % 2 == 1 {
        return Err(fail(
            "expected a start and an end for each dimension, the last one's first".into(),
        ));
    }
    if padding.len() / 2 > input.len() {
        return Err(fail(format!("expected at most {} numbers", 2 * input.len())));
    }
    let mut sizes = [0; MAX_DIMS];
    sizes[..input.len()].copy_from_slice(input);
    for (pair, d) in padding.chunks_exact(2).zip((0..input.len()).rev()) {
        sizes[d] = pair[0]
            .checked_add(pair[1])
            .and_then(|both| sizes[d].checked_add_signed(both))
            .filter(|_| pair.iter().all(|&p| p >= 0 || p.unsigned_abs() <= input[d]))
            .ok_or_else(|| fail(format!("dimension {d} would have a size below 0")))?;
    }
    shape("pad", &sizes[..input.len()])
}

/// The padding that leaves `length` of dimension `dim` from `start` on: of [`pad`].
pub(crate) fn narrow(
    input: &[usize],
    at: isize,
    start: isize,
    length: usize,
) -> Result<Padding, OpError> {
    let axis = dim("narrow", input, at)?;
    let size = input.get(axis).copied().unwrap_or(0);
    let first = if start < 0 { start + size as isize } else { start };
    let rest =
        usize::try_from(first).ok().and_then(|first| size.checked_sub(first)?.checked_sub(length));
    let Some(rest) = rest.filter(|_| !input.is_empty()) else {
        let message =
            format!("{length} from {start} on in dimension {at} of an input of shape {input:?}");
        return Err(OpError::new("narrow", message));
    };
    let mut padding = Padding { len: 2 * (input.len() - axis), sizes: [0; 2 * MAX_DIMS] };
    (padding.sizes[padding.len - 2], padding.sizes[padding.len - 1]) = (-first, -(rest as isize));
    Ok(padding)
}

/// The padding that leaves one of dimension `at`, and the shape without that dimension.
pub(crate) fn select(
    input: &[usize],
    at: isize,
    index: isize,
) -> Result<(Padding, Shape), OpError> {
    let axis = dim("select", input, at)?;
    let padding = narrow(input, at, index, 1).map_err(|_| {
        let message = format!("no index {index} in dimension {at} of an input of shape {input:?}");
        OpError::new("select", message)
    })?;
    let sizes: Axes = (0..input.len()).filter(|&d| d != axis).map(|d| input[d]).collect();
    Ok((padding, shape("select", &sizes)?))
}

/// The parts of dimension `at` that have `size` each, but for the last: the start and length of each.
pub(crate) fn split(
    op: &'static str,
    input: &[usize],
    size: usize,
    at: isize,
) -> Result<impl Iterator<Item = (isize, usize)> + use<>, OpError> {
    let axis = dim(op, input, at)?;
    let (Some(&whole), Some(step)) = (input.get(axis), NonZeroUsize::new(size)) else {
        let message = format!("parts of {size} of dimension {at} of an input of shape {input:?}");
        return Err(OpError::new(op, message));
    };
    let step = step.get();
    // Of nothing there is one part.
    let parts = whole.div_ceil(step).max(1);
    Ok((0..parts).map(move |i| ((i * step) as isize, step.min(whole - i * step))))
}

/// The same for at most `chunks` parts.
pub(crate) fn chunk(
    input: &[usize],
    chunks: usize,
    at: isize,
) -> Result<impl Iterator<Item = (isize, usize)> + use<>, OpError> {
    let axis = dim("chunk", input, at)?;
    let whole = input.get(axis).copied().unwrap_or(0);
    let size = if chunks == 0 { 0 } else { whole.div_ceil(chunks).max(1) };
    split("chunk", input, size, at)
}

/// How much is added on each side of each dimension, the last one first; see [`pad`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Padding {
    len: usize,
    sizes: [isize; 2 * MAX_DIMS],
}

impl Deref for Padding {
    type Target = [isize];
    fn deref(&self) -> &[isize] {
        &self.sizes[..self.len]
    }
}
