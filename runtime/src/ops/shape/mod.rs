//! Shape functions: what an operation's output looks like, or in words why its operands do not
//! fit. They look at sizes only, so every backend checks with them.

mod axes;
mod layout;
mod spatial;

use crate::{
    error::OpError,
    tensor::{MAX_DIMS, Shape},
};

pub(crate) use axes::Axes;
pub(crate) use layout::{
    cat, chunk, flatten, narrow, pad, permute, reshape, select, split, squeeze, transpose,
    unsqueeze,
};
pub(crate) use spatial::{
    adaptive_avg_pool2d, adaptive_window, avg_pool2d, conv2d, max_pool2d, spatial,
};

/// A shape, or an error of `op`.
pub(crate) fn shape(op: &'static str, sizes: &[usize]) -> Result<Shape, OpError> {
    Shape::try_new(sizes).map_err(|message| OpError::new(op, message))
}

/// The dimension that `dim` names in a tensor of shape `input`; negative ones count from the end.
/// A tensor without dimensions has a dimension 0, as in PyTorch.
pub(crate) fn dim(op: &'static str, input: &[usize], dim: isize) -> Result<usize, OpError> {
    index(op, input, input.len(), dim)
}

/// Where a new dimension goes: one place more than there are dimensions.
fn new_dim(op: &'static str, input: &[usize], dim: isize) -> Result<usize, OpError> {
    index(op, input, input.len() + 1, dim)
}

fn index(op: &'static str, input: &[usize], len: usize, dim: isize) -> Result<usize, OpError> {
    let len = len.max(1) as isize;
    if (-len..len).contains(&dim) {
        return Ok(if dim < 0 { dim + len } else { dim } as usize);
    }
    Err(OpError::new(
        op,
        format!(
            "no dimension {dim} for an input of shape {input:?}; expected {}..={}",
            -len,
            len - 1
        ),
    ))
}

/// The dimensions named by `dims`, sorted; all of them if it is empty.
pub(crate) fn dim_set(op: &'static str, input: &[usize], dims: &[isize]) -> Result<Axes, OpError> {
    if dims.is_empty() {
        return Ok((0..input.len()).collect());
    }
    let mut named = [false; MAX_DIMS];
    let mut twice = false;
    for &d in dims {
        let d = dim(op, input, d)?;
        twice |= std::mem::replace(&mut named[d], true);
    }
    if twice {
        return Err(OpError::new(
            op,
            format!("dimensions {dims:?} name one twice, for an input of shape {input:?}"),
        ));
    }
    Ok((0..input.len()).filter(|&d| named[d]).collect())
}

/// The output of a linear layer: any leading dimensions, the last one replaced.
pub(crate) fn linear(input: &[usize], weight: &[usize]) -> Result<Shape, OpError> {
    let &[out_features, in_features] = weight else {
        return Err(OpError::new(
            "linear",
            format!("expected a weight of shape [out_features, in_features], not {weight:?}"),
        ));
    };
    match input.split_last() {
        Some((&last, _)) if last == in_features => {
            let mut sizes = shape("linear", input)?;
            sizes.sizes_mut()[input.len() - 1] = out_features;
            shape("linear", &sizes)
        }
        _ => Err(OpError::new(
            "linear",
            format!(
                "an input of shape {input:?} does not fit a weight of shape {weight:?}; expected an \
                 input of shape […, {in_features}]"
            ),
        )),
    }
}

/// The output of batch normalization over dimension 1 with `channels` channels.
pub(crate) fn batch_norm(input: &[usize], channels: usize) -> Result<Shape, OpError> {
    if input.len() < 2 || input[1] != channels {
        return Err(OpError::new(
            "batch_norm",
            format!(
                "an input of shape {input:?} does not fit statistics of {channels} channels; \
                 expected an input of shape [N, {channels}, …]"
            ),
        ));
    }
    shape("batch_norm", input)
}

/// Checks a vector of one value per output channel or feature.
pub(crate) fn per_channel(
    op: &'static str,
    what: &str,
    vector: &[usize],
    channels: usize,
) -> Result<(), OpError> {
    if vector == [channels] {
        return Ok(());
    }
    Err(OpError::new(op, format!("expected a {what} of shape [{channels}], not {vector:?}")))
}

/// The common shape of two operands: aligned at the last dimension, sizes equal or one of them 1.
pub(crate) fn broadcast(op: &'static str, a: &[usize], b: &[usize]) -> Result<Shape, OpError> {
    let mut sizes = [1; MAX_DIMS];
    let len = a.len().max(b.len());
    let from_end = |s: &[usize], i: usize| if i < s.len() { s[s.len() - 1 - i] } else { 1 };
    for i in 0..len {
        let size = match (from_end(a, i), from_end(b, i)) {
            (x, y) if x == y => x,
            (1, y) => y,
            (x, 1) => x,
            (x, y) => {
                return Err(OpError::new(
                    op,
                    format!(
                        "shapes {a:?} and {b:?} do not broadcast: {x} and {y} at dimension -{} are \
                         neither equal nor 1",
                        i + 1
                    ),
                ));
            }
        };
        sizes[len - 1 - i] = size;
    }
    shape(op, &sizes[..len])
}

/// As [`broadcast`], where the left operand is written to and so keeps its shape.
pub(crate) fn broadcast_into(op: &'static str, a: &[usize], b: &[usize]) -> Result<Shape, OpError> {
    let shape = broadcast(op, a, b)?;
    if *shape != *a {
        return Err(OpError::new(
            op,
            format!(
                "the left operand of shape {a:?} cannot hold the result of shape {shape:?} with an operand of shape {b:?}"
            ),
        ));
    }
    Ok(shape)
}

/// The output of a mean over `dims` (all if empty).
pub(crate) fn mean(input: &[usize], dims: &[isize], keepdim: bool) -> Result<Shape, OpError> {
    let reduced = dim_set("mean", input, dims)?;
    let sizes: Axes = (0..input.len())
        .filter_map(|d| match reduced.contains(&d) {
            true => keepdim.then_some(1),
            false => Some(input[d]),
        })
        .collect();
    shape("mean", &sizes)
}

/// The output of a `BatchNorm2d` layer, which takes images only.
pub(crate) fn batch_norm2d(input: &[usize], channels: usize) -> Result<Shape, OpError> {
    batch_norm_of(input, channels, input.len() == 4, "H, W]")
}

/// The output of a `BatchNorm1d` layer, which takes vectors or sequences.
pub(crate) fn batch_norm1d(input: &[usize], channels: usize) -> Result<Shape, OpError> {
    batch_norm_of(input, channels, matches!(input.len(), 2 | 3), "L] or without the L")
}

fn batch_norm_of(
    input: &[usize],
    channels: usize,
    dims_fit: bool,
    dims: &str,
) -> Result<Shape, OpError> {
    if !dims_fit {
        let message = format!("expected an input of shape [N, {channels}, {dims}, not {input:?}");
        return Err(OpError::new("batch_norm", message));
    }
    batch_norm(input, channels)
}
