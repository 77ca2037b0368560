//! Convolution as matrix products: the weight `[out, window]` times a matrix whose columns are the
//! windows, built for a few output rows at a time so that it stays in the cache.

use ndarray::{ArrayView2, ArrayViewMut2, Axis, linalg::general_mat_mul, s};
use rayon::prelude::*;

use super::{
    super::{
        parallel,
        window::{Tap, zip_row},
    },
    Conv,
};

/// Elements of a matrix of windows: half a megabyte, which a second-level cache holds.
const BLOCK: usize = 1 << 17;
/// But at least so many columns, since each product first copies the weight into another order.
const FEW_COLUMNS: usize = 512;
/// With fewer blocks than this, their output channels are shared out as well.
const MANY_BLOCKS: usize = 16;
/// Output channels in one share.
const SHARE: usize = 64;

/// Some rows of one group of one image.
struct Block<'a> {
    input: &'a [f32],
    weight: ArrayView2<'a, f32>,
    first_row: usize,
    rows: usize,
    out: ArrayViewMut2<'a, f32>,
}

/// Adds the convolution to `out`, which holds the bias.
pub(super) fn add(conv: &Conv, input: &[f32], weight: &[f32], out: &mut [f32]) {
    let work = out.len() * conv.window();
    let blocks = blocks(conv, input, weight, out);
    let share = parallel::worth_threads(work) && blocks.len() < MANY_BLOCKS;
    // A window of one element that moves by one: the input is the matrix.
    let direct = conv.kernel == [1, 1] && conv.args.stride == [1, 1] && conv.args.padding == [0, 0];
    let taps = [0, 1].map(|axis| conv.slide(axis).taps(conv.kernel[axis]));

    parallel::for_each(blocks, work, |scratch: &mut Vec<f32>, block| {
        let columns = block.rows * conv.output[1];
        let windows = if direct {
            let first = block.first_row * conv.output[1];
            ArrayView2::from_shape((conv.in_group, conv.in_plane()), block.input)
                .expect("one row a channel")
                .slice_move(s![.., first..first + columns])
        } else {
            scratch.resize(conv.window() * columns, 0.0);
            gather(conv, &taps, &block, scratch);
            ArrayView2::from_shape((conv.window(), columns), scratch).expect("just resized")
        };
        product(block.weight, windows, block.out, share);
    });
}

/// Cuts the output into blocks of rows.
fn blocks<'a>(
    conv: &Conv,
    input: &'a [f32],
    weight: &'a [f32],
    out: &'a mut [f32],
) -> Vec<Block<'a>> {
    let groups = conv.args.groups;
    let out_group = conv.out_channels / groups;
    let [out_height, out_width] = conv.output;
    let columns = (BLOCK / conv.window()).max(FEW_COLUMNS);
    let rows = (columns / out_width).clamp(1, out_height);
    let in_unit = conv.in_group * conv.in_plane();
    let weight_unit = out_group * conv.window();

    let mut blocks = Vec::new();
    let units = out.chunks_exact_mut(out_group * conv.out_plane());
    for (unit, out) in units.enumerate() {
        let input = &input[unit * in_unit..][..in_unit];
        let weight = &weight[unit % groups * weight_unit..][..weight_unit];
        let weight = ArrayView2::from_shape((out_group, conv.window()), weight)
            .expect("one row an output channel");
        let mut rest = ArrayViewMut2::from_shape((out_group, conv.out_plane()), out)
            .expect("one row an output channel");
        for first_row in (0..out_height).step_by(rows) {
            let rows = rows.min(out_height - first_row);
            let (out, after) = rest.split_at(Axis(1), rows * out_width);
            rest = after;
            blocks.push(Block { input, weight, first_row, rows, out });
        }
    }
    blocks
}

/// Writes the windows of a block's outputs into the columns of `matrix`, zeros where they are in
/// the padding.
fn gather(conv: &Conv, [taps_y, taps_x]: &[Vec<Tap>; 2], block: &Block, matrix: &mut [f32]) {
    let [stride_y, stride_x] = conv.args.stride;
    let [width, out_width] = [conv.input[1], conv.output[1]];
    let mut matrix_rows = matrix.chunks_exact_mut(block.rows * out_width);
    for plane in block.input.chunks_exact(conv.in_plane().max(1)) {
        for tap_y in taps_y {
            for tap_x in taps_x {
                let Some(matrix_row) = matrix_rows.next() else { return };
                for (row, out) in matrix_row.chunks_exact_mut(out_width).enumerate() {
                    let oy = block.first_row + row;
                    if !tap_y.outputs.contains(&oy) {
                        out.fill(0.0);
                        continue;
                    }
                    let y = tap_y.first + (oy - tap_y.outputs.start) * stride_y;
                    out[..tap_x.outputs.start].fill(0.0);
                    out[tap_x.outputs.end..].fill(0.0);
                    zip_row(out, &plane[y * width..][..width], tap_x, stride_x, |o, i| *o = i);
                }
            }
        }
    }
}

/// `out += weight · windows`, by shares of the output channels if so told.
fn product(
    weight: ArrayView2<f32>,
    windows: ArrayView2<f32>,
    mut out: ArrayViewMut2<f32>,
    share: bool,
) {
    if !share || out.nrows() <= SHARE {
        return general_mat_mul(1.0, &weight, &windows, 1.0, &mut out);
    }
    let shares: Vec<_> = out
        .axis_chunks_iter_mut(Axis(0), SHARE)
        .zip(weight.axis_chunks_iter(Axis(0), SHARE))
        .collect();
    shares.into_par_iter().for_each(|(mut out, weight)| {
        general_mat_mul(1.0, &weight, &windows, 1.0, &mut out);
    });
}
