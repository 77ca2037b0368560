//! Operations that move elements and compute nothing.

use super::{dim, new_dim, shape};
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
pub(crate) fn permute(input: &[usize], dims: &[isize]) -> Result<(Shape, Vec<usize>), OpError> {
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
    let order = dims.iter().map(|&d| dim("permute", input, d)).collect::<Result<Vec<_>, _>>()?;
    if (0..input.len()).any(|d| !order.contains(&d)) {
        return Err(fail());
    }
    let sizes: Vec<usize> = order.iter().map(|&d| input[d]).collect();
    Ok((shape("permute", &sizes)?, order))
}

/// Two dimensions exchanged: a permutation, see [`permute`].
pub(crate) fn transpose(
    input: &[usize],
    dim0: isize,
    dim1: isize,
) -> Result<(Shape, Vec<usize>), OpError> {
    let (a, b) = (dim("transpose", input, dim0)?, dim("transpose", input, dim1)?);
    let mut order: Vec<usize> = (0..input.len()).collect();
    let mut sizes = input.to_vec();
    if !input.is_empty() {
        order.swap(a, b);
        sizes.swap(a, b);
    }
    Ok((shape("transpose", &sizes)?, order))
}

/// Without dimension `at` if its size is 1, the same otherwise.
pub(crate) fn squeeze(input: &[usize], at: isize) -> Result<Shape, OpError> {
    let at = dim("squeeze", input, at)?;
    let mut sizes = input.to_vec();
    if sizes.get(at) == Some(&1) {
        sizes.remove(at);
    }
    shape("squeeze", &sizes)
}

/// With a dimension of size 1 inserted at `at`.
pub(crate) fn unsqueeze(input: &[usize], at: isize) -> Result<Shape, OpError> {
    let at = new_dim("unsqueeze", input, at)?;
    let mut sizes = input.to_vec();
    sizes.insert(at, 1);
    shape("unsqueeze", &sizes)
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
    let mut sizes = input.to_vec();
    for (pair, d) in padding.chunks_exact(2).zip((0..input.len()).rev()) {
        sizes[d] = pair[0]
            .checked_add(pair[1])
            .and_then(|both| sizes[d].checked_add_signed(both))
            .filter(|_| pair.iter().all(|&p| p >= 0 || p.unsigned_abs() <= input[d]))
            .ok_or_else(|| fail(format!("dimension {d} would have a size below 0")))?;
    }
    shape("pad", &sizes)
}
