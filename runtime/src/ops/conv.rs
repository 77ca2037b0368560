//! 2-d convolution.

mod depthwise;
mod gemm;

use super::{shape, window::Slide};
use crate::{Tensor, error::OpError, functional::Conv2dArgs};

/// `torch.nn.functional.conv2d`.
pub(crate) fn conv2d(
    input: &Tensor,
    weight: &Tensor,
    bias: Option<&Tensor>,
    args: Conv2dArgs,
) -> Result<Tensor, OpError> {
    let output = shape::conv2d(input.shape(), weight.shape(), args)?;
    let conv = Conv::new(input, weight, &output, args);
    let mut out = vec![0.0; output.numel()];
    if let Some(bias) = bias {
        shape::per_channel("conv2d", "bias", bias.shape(), conv.out_channels)?;
        let planes = out.chunks_exact_mut(conv.out_plane().max(1));
        for (plane, &b) in planes.zip(bias.as_slice().iter().cycle()) {
            plane.fill(b);
        }
    }
    // Without outputs or input channels there is nothing to add.
    if !out.is_empty() && conv.in_group > 0 {
        if conv.in_group == 1 && conv.args.groups > 1 {
            depthwise::add(&conv, input.as_slice(), weight.as_slice(), &mut out);
        } else {
            gemm::add(&conv, input.as_slice(), weight.as_slice(), &mut out);
        }
    }
    Ok(Tensor::from_vec(out, &output))
}

/// The sizes of a convolution that were found to fit.
struct Conv {
    /// Input channels that one output channel sees.
    in_group: usize,
    out_channels: usize,
    /// Height and width.
    input: [usize; 2],
    output: [usize; 2],
    kernel: [usize; 2],
    args: Conv2dArgs,
}

impl Conv {
    fn new(input: &Tensor, weight: &Tensor, output: &[usize], args: Conv2dArgs) -> Self {
        let last_two = |s: &[usize]| [s[s.len() - 2], s[s.len() - 1]];
        Conv {
            in_group: weight.shape()[1],
            out_channels: weight.shape()[0],
            input: last_two(input.shape()),
            output: last_two(output),
            kernel: last_two(weight.shape()),
            args,
        }
    }

    fn in_plane(&self) -> usize {
        self.input[0] * self.input[1]
    }

    fn out_plane(&self) -> usize {
        self.output[0] * self.output[1]
    }

    /// Input elements that one output is made from.
    fn window(&self) -> usize {
        self.in_group * self.kernel[0] * self.kernel[1]
    }

    /// The window's moves along height (0) or width (1).
    fn slide(&self, axis: usize) -> Slide {
        Slide {
            input: self.input[axis],
            output: self.output[axis],
            stride: self.args.stride[axis],
            dilation: self.args.dilation[axis],
            padding: self.args.padding[axis],
        }
    }
}
