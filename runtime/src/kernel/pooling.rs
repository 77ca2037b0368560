//! Pooling of NHWC tensors.

use super::{
    Activation, AvgPool2d, Isa, MaxPool2d, check_len, multiversion::per_isa, parallel,
    requant::Store,
};
use crate::qparams::QParams;

/// Channels that are held in registers at once.
const BLOCK: usize = 64;

/// Values a nanosecond, about.
const RATE: usize = 30;

/// The greatest value of each window; scale and zero point stay.
pub fn max_pool2d(isa: Isa, pool: &MaxPool2d, x: &[u8], [n, h, w, c]: [usize; 4], out: &mut [u8]) {
    let (oh, ow) = pool.output_size(h, w).expect("the pooling window fits the padded input");
    check_len("the input", x, n * h * w * c);
    check_len("the output", out, n * oh * ow * c);
    let rows = n * oh;
    let taps = pool.kernel[0] * pool.kernel[1];
    let threads = parallel::threads_for(rows * ow * c * taps / RATE);
    let row_len = ow * c;
    threads.for_each_part(&mut out[..rows * row_len], row_len, &|first, out| {
        for (row, out) in (first..).zip(out.chunks_exact_mut(row_len)) {
            let image = &x[row / oh * h * w * c..];
            max_row(isa, pool, image, [h, w, c], row % oh, out);
        }
    });
}

per_isa! {
    // A row of the output.
    fn max_row(pool: &MaxPool2d, x: &[u8], size: [usize; 3], oy: usize, out: &mut [u8]) {
        let [h, w, c] = size;
        let (ys, first_y) = inside(oy, 0, pool, h);
        for (ox, out) in out.chunks_exact_mut(c).enumerate() {
            let (xs, first_x) = inside(ox, 1, pool, w);
            for (block, out) in out.chunks_mut(BLOCK).enumerate() {
                let mut top = [0; BLOCK];
                for ky in 0..ys {
                    let y = first_y + ky * pool.dilation[0];
                    for kx in 0..xs {
                        let at = (y * w + first_x + kx * pool.dilation[1]) * c + block * BLOCK;
                        // Whole blocks even at the last channels: what follows is only not used.
                        let x: &[u8; BLOCK] = x[at..].first_chunk().expect("slack behind the data");
                        for (top, &x) in top.iter_mut().zip(x) {
                            *top = (*top).max(x);
                        }
                    }
                }
                store_block(&top, out);
            }
        }
    }
}

/// The first channels of a block; a whole one is stored as one vector.
#[inline(always)]
fn store_block(block: &[u8; BLOCK], out: &mut [u8]) {
    match <&mut [u8; BLOCK]>::try_from(&mut *out) {
        Ok(out) => *out = *block,
        Err(_) => out.copy_from_slice(&block[..out.len()]),
    }
}

/// How many places of a window are inside the input, and where the first one is.
#[inline(always)]
fn inside(at: usize, axis: usize, pool: &MaxPool2d, size: usize) -> (usize, usize) {
    let (start, step) = (at * pool.stride[axis], pool.dilation[axis]);
    let skipped = pool.padding[axis].saturating_sub(start).div_ceil(step);
    let first = start + skipped * step - pool.padding[axis];
    let left = size.saturating_sub(first).div_ceil(step);
    (left.min(pool.kernel[axis] - skipped.min(pool.kernel[axis])), first)
}

/// The mean of each window: `rne((f32)Σ(q − zp_x) · (s_x / (s_y · divisor))) + zp_y`, clamped,
/// with the sum exact and the divisor as PyTorch counts it.
pub fn avg_pool2d(
    isa: Isa,
    pool: &AvgPool2d,
    (x, x_params): (&[u8], QParams),
    [n, h, w, c]: [usize; 4],
    y_params: QParams,
    out: &mut [u8],
) {
    let (oh, ow) = pool.output_size(h, w).expect("the pooling window fits the padded input");
    check_len("the input", x, n * h * w * c);
    check_len("the output", out, n * oh * ow * c);
    let taps = pool.kernel[0] * pool.kernel[1];
    for_each_pixel([n, oh, ow, c], taps, out, &|[image, oy, ox], out| {
        let (rows, tall) = span(oy, 0, pool, h);
        let (columns, wide) = span(ox, 1, pool, w);
        let divisor = match pool.divisor_override {
            Some(divisor) => divisor,
            None if pool.count_include_pad => tall * wide,
            None => (rows.1 - rows.0) * (columns.1 - columns.0),
        };
        let x = &x[image * h * w * c..];
        mean(isa, x, x_params, [w, c], rows, columns, divisor, y_params, out);
    });
}

/// Calls `f` for each pixel of an NHWC tensor of means of so many values, with its place.
fn for_each_pixel(
    [n, h, w, c]: [usize; 4],
    taps: usize,
    out: &mut [u8],
    f: &(impl Fn([usize; 3], &mut [u8]) + Sync),
) {
    let len = n * h * w * c;
    let threads = parallel::threads_for(len * taps / RATE);
    threads.for_each_part(&mut out[..len], c, &|first, out| {
        for (pixel, out) in (first..).zip(out.chunks_exact_mut(c)) {
            f([pixel / (h * w), pixel / w % h, pixel % w], out);
        }
    });
}

/// The window's rows or columns inside the input, and how many there are with the padding.
fn span(at: usize, axis: usize, pool: &AvgPool2d, size: usize) -> ((usize, usize), usize) {
    let padding = pool.padding[axis];
    // Both counted from the first place of the padding.
    let start = at * pool.stride[axis];
    let end = (start + pool.kernel[axis]).min(size + 2 * padding);
    let inside = |i: usize| i.saturating_sub(padding).min(size);
    ((inside(start), inside(end).max(inside(start))), end - start)
}

/// The mean of each of `out_size` (height, width) even parts of the input, as
/// [`avg_pool2d`] has it; `[1, 1]` is the mean over height and width.
pub fn adaptive_avg_pool2d(
    isa: Isa,
    [oh, ow]: [usize; 2],
    (x, x_params): (&[u8], QParams),
    [n, h, w, c]: [usize; 4],
    y_params: QParams,
    out: &mut [u8],
) {
    check_len("the input", x, n * h * w * c);
    check_len("the output", out, n * oh * ow * c);
    let taps = h.div_ceil(oh.max(1)) * w.div_ceil(ow.max(1));
    for_each_pixel([n, oh, ow, c], taps, out, &|[image, oy, ox], out| {
        let rows = (oy * h / oh, ((oy + 1) * h).div_ceil(oh));
        let columns = (ox * w / ow, ((ox + 1) * w).div_ceil(ow));
        let divisor = (rows.1 - rows.0) * (columns.1 - columns.0);
        let x = &x[image * h * w * c..];
        mean(isa, x, x_params, [w, c], rows, columns, divisor, y_params, out);
    });
}

per_isa! {
    fn mean(
        x: &[u8],
        x_params: QParams,
        size: [usize; 2],
        rows: (usize, usize),
        columns: (usize, usize),
        divisor: usize,
        y_params: QParams,
        out: &mut [u8],
    ) {
        let [w, c] = size;
        let store = Store::new(y_params, Activation::None);
        let ratio = x_params.scale / (y_params.scale * divisor as f32);
        let count = ((rows.1 - rows.0) * (columns.1 - columns.0)) as i32;
        let start = -(count * i32::from(x_params.zero_point));
        for (block, out) in out.chunks_mut(BLOCK).enumerate() {
            let mut sums = [start; BLOCK];
            for y in rows.0..rows.1 {
                for x_ in columns.0..columns.1 {
                    let x = &x[(y * w + x_) * c + block * BLOCK..];
                    let x: &[u8; BLOCK] = x.first_chunk().expect("slack behind the data");
                    sums.iter_mut().zip(x).for_each(|(sum, &x)| *sum += i32::from(x));
                }
            }
            let mut means = [0; BLOCK];
            for (mean, sum) in means.iter_mut().zip(sums) {
                *mean = store.finish(sum as f32 * ratio);
            }
            store_block(&means, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{BufferPool, Bytes, SLACK};

    const SAME: QParams = QParams { scale: 0.1, zero_point: 5 };

    fn with_slack(data: &[u8]) -> Vec<u8> {
        let mut x = data.to_vec();
        x.resize(data.len() + SLACK, 0);
        x
    }

    #[test]
    fn average_divides_as_pytorch_does() {
        let x = with_slack(&[10, 20, 30, 40]);
        let pool = AvgPool2d {
            kernel: [2, 2],
            stride: [2, 2],
            padding: [1, 1],
            ceil_mode: false,
            count_include_pad: true,
            divisor_override: None,
        };
        let buffers = BufferPool::new();
        let mut out = buffers.take::<Bytes>(4);
        let mut run = |pool: &AvgPool2d| {
            avg_pool2d(Isa::SCALAR, pool, (&x, SAME), [1, 2, 2, 1], SAME, &mut out);
            out[..4].to_vec()
        };
        // (10 − 5)/4 = 1.25 over the zero point, and so on.
        assert_eq!(run(&pool), [6, 9, 11, 14]);
        let inside = AvgPool2d { count_include_pad: false, ..pool };
        assert_eq!(run(&inside), [10, 20, 30, 40]);
        let halves = AvgPool2d { divisor_override: Some(2), ..pool };
        assert_eq!(run(&halves), [7, 13, 17, 23]);
    }

    #[test]
    fn maximum_ignores_padding() {
        let x = with_slack(&[10, 0, 3, 0, 9, 1]);
        let pool = MaxPool2d { padding: [1, 1], ..MaxPool2d::new(3, 2) };
        let mut out = with_slack(&[0; 4]);
        max_pool2d(Isa::SCALAR, &pool, &x, [1, 3, 1, 2], &mut out);
        assert_eq!(out[..4], [10, 0, 9, 1]);
    }

    #[test]
    fn adaptive_parts_overlap_as_in_pytorch() {
        let x = with_slack(&[0, 10, 20]);
        let same = QParams { scale: 1.0, zero_point: 0 };
        let mut out = with_slack(&[0; 2]);
        adaptive_avg_pool2d(Isa::SCALAR, [1, 2], (&x, same), [1, 1, 3, 1], same, &mut out);
        assert_eq!(out[..2], [5, 15]);
    }
}
