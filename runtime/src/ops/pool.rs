//! Pooling over height and width.

use super::{
    parallel, reduce, shape,
    window::{Slide, Tap, zip_row},
};
use crate::{
    Tensor,
    error::OpError,
    functional::{AvgPool2dArgs, MaxPool2dArgs, OutputSize},
};

/// `torch.nn.functional.max_pool2d`: a NaN in the window is the maximum.
pub(crate) fn max_pool2d(input: &Tensor, args: MaxPool2dArgs) -> Result<Tensor, OpError> {
    let shape = shape::max_pool2d(input.shape(), args)?;
    let windows =
        Windows::new(input, &shape, args.kernel, args.stride, args.padding, args.dilation);
    let out = windows.fold(input, f32::NEG_INFINITY, |max, x| {
        *max = if x > *max || x.is_nan() { x } else { *max };
    });
    Ok(Tensor::from_vec(out, &shape))
}

/// `torch.nn.functional.avg_pool2d`.
pub(crate) fn avg_pool2d(input: &Tensor, args: AvgPool2dArgs) -> Result<Tensor, OpError> {
    let shape = shape::avg_pool2d(input.shape(), args)?;
    let windows = Windows::new(input, &shape, args.kernel, args.stride, args.padding, [1, 1]);
    let mut out = windows.fold(input, 0.0, |sum, x| *sum += x);

    let counts =
        [0, 1].map(|axis| windows.slides[axis].counts(args.kernel[axis], args.count_include_pad));
    let width = windows.slides[1].output;
    for (row, out) in out.chunks_exact_mut(width).enumerate() {
        let height_count = counts[0][row % counts[0].len()];
        for (sum, width_count) in out.iter_mut().zip(&counts[1]) {
            *sum /= args.divisor_override.unwrap_or(height_count * width_count) as f32;
        }
    }
    Ok(Tensor::from_vec(out, &shape))
}

/// `torch.nn.functional.adaptive_avg_pool2d`.
pub(crate) fn adaptive_avg_pool2d(input: &Tensor, output: OutputSize) -> Result<Tensor, OpError> {
    let shape = shape::adaptive_avg_pool2d(input.shape(), output)?;
    let [_, _, height, width] = shape::spatial("adaptive_avg_pool2d", input.shape())?;
    let [out_height, out_width] = [shape[shape.len() - 2], shape[shape.len() - 1]];
    if [out_height, out_width] == [1, 1] {
        return reduce::mean(input, &[-2, -1], true);
    }
    let mut out = vec![0.0; shape.numel()];
    let work = input.numel();
    parallel::for_each_chunk(&mut out, out_height * out_width, work, |plane, out| {
        let input = &input.as_slice()[plane * height * width..][..height * width];
        for (oy, out) in out.chunks_exact_mut(out_width).enumerate() {
            let ys = shape::adaptive_window(oy, out_height, height);
            for (ox, out) in out.iter_mut().enumerate() {
                let xs = shape::adaptive_window(ox, out_width, width);
                let mut sum = 0.0;
                for row in input.chunks_exact(width).skip(ys.start).take(ys.len()) {
                    row[xs.clone()].iter().for_each(|x| sum += x);
                }
                *out = sum / ys.len() as f32 / xs.len() as f32;
            }
        }
    });
    Ok(Tensor::from_vec(out, &shape))
}

/// The windows of a pooling, along height and width.
struct Windows {
    slides: [Slide; 2],
    taps: [Vec<Tap>; 2],
}

impl Windows {
    fn new(
        input: &Tensor,
        output: &[usize],
        kernel: [usize; 2],
        stride: [usize; 2],
        padding: [usize; 2],
        dilation: [usize; 2],
    ) -> Self {
        let slides = [0, 1].map(|axis| Slide {
            input: input.shape()[input.dim() - 2 + axis],
            output: output[output.len() - 2 + axis],
            stride: stride[axis],
            dilation: dilation[axis],
            padding: padding[axis],
        });
        Windows { slides, taps: [0, 1].map(|axis| slides[axis].taps(kernel[axis])) }
    }

    /// Folds the elements of each window that are not padding, row by row.
    fn fold(
        &self,
        input: &Tensor,
        init: f32,
        f: impl Fn(&mut f32, f32) + Sync + Send + Copy,
    ) -> Vec<f32> {
        let [y, x] = &self.slides;
        let planes = input.numel() / (y.input * x.input);
        let mut out = vec![init; planes * y.output * x.output];
        let work = out.len() * self.taps[0].len() * self.taps[1].len();
        parallel::for_each_chunk(&mut out, y.output * x.output, work, |plane, out| {
            let input = &input.as_slice()[plane * y.input * x.input..][..y.input * x.input];
            for (oy, out) in out.chunks_exact_mut(x.output).enumerate() {
                for tap in self.taps[0].iter().filter(|tap| tap.outputs.contains(&oy)) {
                    let row = tap.first + (oy - tap.outputs.start) * y.stride;
                    let row = &input[row * x.input..][..x.input];
                    for tap in &self.taps[1] {
                        zip_row(out, row, tap, x.stride, f);
                    }
                }
            }
        });
        out
    }
}

impl Slide {
    /// How many elements each window of `kernel` has: those inside the input, or also those inside
    /// its padding. A window may stick out of both.
    fn counts(&self, kernel: usize, with_padding: bool) -> Vec<usize> {
        let (low, high) = match with_padding {
            true => (0, self.input + 2 * self.padding),
            false => (self.padding, self.padding + self.input),
        };
        (0..self.output)
            .map(|o| {
                let start = o * self.stride;
                (start + kernel).min(high).saturating_sub(start.max(low)).max(1)
            })
            .collect()
    }
}
