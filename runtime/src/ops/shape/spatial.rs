//! Operations that move a window over height and width.

use std::ops::Range;

use super::shape;
use crate::{
    error::OpError,
    functional::{AvgPool2dArgs, Conv2dArgs, MaxPool2dArgs, OutputSize},
    tensor::Shape,
};

/// An input's images, channels, height and width; an input of three dimensions is one image.
pub(crate) fn spatial(op: &'static str, input: &[usize]) -> Result<[usize; 4], OpError> {
    match *input {
        [n, c, h, w] => Ok([n, c, h, w]),
        [c, h, w] => Ok([1, c, h, w]),
        _ => Err(OpError::new(
            op,
            format!("expected an input of shape [N, C, H, W] or [C, H, W], not {input:?}"),
        )),
    }
}

/// An output's shape, with a batch dimension if the input has one.
fn with_channels_and_size(
    op: &'static str,
    input: &[usize],
    channels: usize,
    [h, w]: [usize; 2],
) -> Result<Shape, OpError> {
    let mut sizes = shape(op, input)?;
    let [.., c, height, width] = sizes.sizes_mut() else { unreachable!("an image") };
    (*c, *height, *width) = (channels, h, w);
    shape(op, &sizes)
}

/// The output of a convolution of `input` with `weight`.
pub(crate) fn conv2d(
    input: &[usize],
    weight: &[usize],
    args: Conv2dArgs,
) -> Result<Shape, OpError> {
    let fail = |why: String| Err(OpError::new("conv2d", why));
    let [_, channels, height, width] = spatial("conv2d", input)?;
    let &[out_channels, in_group, kernel_h, kernel_w] = weight else {
        return fail(format!(
            "expected a weight of shape [out, in / groups, H, W], not {weight:?}"
        ));
    };
    let groups = args.groups;
    if groups == 0 || out_channels % groups != 0 {
        return fail(format!(
            "groups {groups} do not divide the {out_channels} output channels of a weight of shape \
             {weight:?}"
        ));
    }
    if in_group.checked_mul(groups) != Some(channels) {
        let times = if groups == 1 { String::new() } else { format!(" in {groups} groups") };
        return fail(format!(
            "an input of shape {input:?} has {channels} channels, but a weight of shape \
             {weight:?}{times} takes {}",
            in_group.saturating_mul(groups)
        ));
    }
    let size =
        conv2d_output_size([height, width], [kernel_h, kernel_w], args).map_err(|error| {
            OpError::new(
                "conv2d",
                format!("{} (input of shape {input:?}, weight of shape {weight:?})", error.message),
            )
        })?;
    with_channels_and_size("conv2d", input, out_channels, size)
}

/// The output height and width of a convolution.
fn conv2d_output_size(
    input: [usize; 2],
    kernel: [usize; 2],
    args: Conv2dArgs,
) -> Result<[usize; 2], OpError> {
    let mut output = [0; 2];
    for i in 0..2 {
        let reach = reach("conv2d", kernel[i], args.stride[i], args.dilation[i])?;
        let padded = args.padding[i].checked_mul(2).and_then(|both| both.checked_add(input[i]));
        let Some(room) = padded.and_then(|padded| padded.checked_sub(reach)) else {
            return Err(OpError::new(
                "conv2d",
                format!(
                    "the window of {kernel:?} with dilation {:?} is larger than the {input:?} input \
                     with padding {:?}",
                    args.dilation, args.padding
                ),
            ));
        };
        output[i] = room / args.stride[i] + 1;
    }
    Ok(output)
}

/// The output of max pooling.
pub(crate) fn max_pool2d(input: &[usize], args: MaxPool2dArgs) -> Result<Shape, OpError> {
    let MaxPool2dArgs { kernel, stride, padding, dilation, ceil_mode } = args;
    pool2d("max_pool2d", input, kernel, stride, padding, dilation, ceil_mode)
}

/// The output of average pooling.
pub(crate) fn avg_pool2d(input: &[usize], args: AvgPool2dArgs) -> Result<Shape, OpError> {
    if args.divisor_override == Some(0) {
        return Err(OpError::new("avg_pool2d", "the divisor must not be 0"));
    }
    let AvgPool2dArgs { kernel, stride, padding, ceil_mode, .. } = args;
    pool2d("avg_pool2d", input, kernel, stride, padding, [1, 1], ceil_mode)
}

fn pool2d(
    op: &'static str,
    input: &[usize],
    kernel: [usize; 2],
    stride: [usize; 2],
    padding: [usize; 2],
    dilation: [usize; 2],
    ceil_mode: bool,
) -> Result<Shape, OpError> {
    let [_, channels, height, width] = spatial(op, input)?;
    let size =
        pool2d_output_size(op, [height, width], kernel, stride, padding, dilation, ceil_mode)?;
    with_channels_and_size(op, input, channels, size)
}

/// The output height and width of pooling. With `ceil_mode` a last window may stick out, but not
/// start in the padding behind the input.
fn pool2d_output_size(
    op: &'static str,
    input: [usize; 2],
    kernel: [usize; 2],
    stride: [usize; 2],
    padding: [usize; 2],
    dilation: [usize; 2],
    ceil_mode: bool,
) -> Result<[usize; 2], OpError> {
    let mut output = [0; 2];
    for i in 0..2 {
        let reach = reach(op, kernel[i], stride[i], dilation[i])?;
        if padding[i] > kernel[i] / 2 {
            return Err(OpError::new(
                op,
                format!("padding {padding:?} is more than half of the window of {kernel:?}"),
            ));
        }
        // No overflow: padding is at most half of the window.
        let padded = input[i] + 2 * padding[i];
        let too_large = || {
            OpError::new(
                op,
                format!(
                    "the window of {kernel:?} with dilation {dilation:?} is larger than the \
                     {input:?} input with padding {padding:?}"
                ),
            )
        };
        output[i] = if ceil_mode {
            // A window that does not fit may stick out by less than a stride.
            let room = (padded + stride[i] - 1).checked_sub(reach).ok_or_else(too_large)?;
            let out = room / stride[i] + 1;
            let starts_behind = (out - 1) * stride[i] >= input[i] + padding[i];
            if starts_behind { out - 1 } else { out }
        } else {
            padded.checked_sub(reach).ok_or_else(too_large)? / stride[i] + 1
        };
        if input[i] == 0 || output[i] == 0 {
            return Err(too_large());
        }
    }
    Ok(output)
}

/// How far a window reaches with its dilation; none of the three may be 0.
fn reach(
    op: &'static str,
    kernel: usize,
    stride: usize,
    dilation: usize,
) -> Result<usize, OpError> {
    for (what, value) in [("window", kernel), ("stride", stride), ("dilation", dilation)] {
        if value == 0 || value > isize::MAX as usize / 4 {
            return Err(OpError::new(op, format!("expected a {what} of at least 1, not {value}")));
        }
    }
    (kernel - 1)
        .checked_mul(dilation)
        .filter(|&r| r < isize::MAX as usize / 4)
        .map(|r| r + 1)
        .ok_or_else(|| {
            OpError::new(
                op,
                format!("a window of {kernel} with dilation {dilation} is out of range"),
            )
        })
}

/// The output of adaptive average pooling.
pub(crate) fn adaptive_avg_pool2d(input: &[usize], output: OutputSize) -> Result<Shape, OpError> {
    let op = "adaptive_avg_pool2d";
    let [_, channels, height, width] = spatial(op, input)?;
    if height == 0 || width == 0 {
        return Err(OpError::new(
            op,
            format!("an input of shape {input:?} has nothing to average"),
        ));
    }
    let size = [output.0[0].unwrap_or(height), output.0[1].unwrap_or(width)];
    with_channels_and_size(op, input, channels, size)
}

/// The inputs that output `i` of `output` averages.
pub(crate) fn adaptive_window(i: usize, output: usize, input: usize) -> Range<usize> {
    i * input / output..((i + 1) * input).div_ceil(output)
}
