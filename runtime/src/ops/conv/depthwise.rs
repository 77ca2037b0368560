//! Convolution where each output channel sees one input channel: too little work per element for
//! a matrix product, so a multiply-add of rows for each element of the window.

use super::{
    super::{parallel, window::zip_row},
    Conv,
};

/// Adds the convolution to `out`, which holds the bias.
pub(super) fn add(conv: &Conv, input: &[f32], weight: &[f32], out: &mut [f32]) {
    let [stride_y, stride_x] = conv.args.stride;
    let [_, kernel_w] = conv.kernel;
    let [taps_y, taps_x] = [0, 1].map(|axis| conv.slide(axis).taps(conv.kernel[axis]));
    let [width, out_width] = [conv.input[1], conv.output[1]];
    let per_input = conv.out_channels / conv.args.groups;

    let work = out.len() * conv.window();
    parallel::for_each_chunk(out, conv.out_plane(), work, |plane, out| {
        let filter = &weight[plane % conv.out_channels * conv.window()..][..conv.window()];
        let input = &input[plane / per_input * conv.in_plane()..][..conv.in_plane()];
        for (oy, out) in out.chunks_exact_mut(out_width).enumerate() {
            for (tap_y, filter) in taps_y.iter().zip(filter.chunks_exact(kernel_w)) {
                if !tap_y.outputs.contains(&oy) {
                    continue;
                }
                let y = tap_y.first + (oy - tap_y.outputs.start) * stride_y;
                let row = &input[y * width..][..width];
                for (tap_x, &w) in taps_x.iter().zip(filter) {
                    zip_row(out, row, tap_x, stride_x, |o, i| *o += w * i);
                }
            }
        }
    });
}
