//! The portable kernels: what every other path must agree with.

use super::{
    PackedConv, Requant,
    conv::{Addend, Call},
    pack::{PANEL, Panels},
};

/// Convolves pixel by pixel; a place of the window outside the input reads the zero point.
pub(super) fn conv2d(call: &Call<'_>, panels: &Panels, out: &mut [u8]) {
    let Call { packed, requant, x, input: [n, h, w], output: [oh, ow], residual, scratch } = *call;
    let g = &packed.geometry;
    let padding = scratch.filled(g.in_channels, requant.x.zero_point);
    for pixel in 0..n * oh * ow {
        let (image, oy, ox) = (pixel / (oh * ow), pixel / ow % oh, pixel % ow);
        let input = |tap: usize| {
            let (ky, kx) = (tap / g.kernel[1], tap % g.kernel[1]);
            let y = (oy * g.stride[0] + ky * g.dilation[0]).wrapping_sub(g.padding[0]);
            let x_ = (ox * g.stride[1] + kx * g.dilation[1]).wrapping_sub(g.padding[1]);
            if y < h && x_ < w {
                &x[((image * h + y) * w + x_) * g.in_channels..][..g.in_channels]
            } else {
                &padding[..g.in_channels]
            }
        };
        let at = pixel * g.out_channels;
        let residual = residual.map(|(data, gain)| (&data[at..at + g.out_channels], gain));
        let out = &mut out[at..at + g.out_channels];
        matrix_pixel(packed, panels, requant, input, residual, out);
    }
}

fn matrix_pixel<'a>(
    packed: &PackedConv,
    panels: &Panels,
    requant: &Requant,
    input: impl Fn(usize) -> &'a [u8],
    residual: Addend<'_>,
    out: &mut [u8],
) {
    let (cin, cout) = (packed.geometry.group_in(), packed.geometry.group_out());
    for group in 0..packed.geometry.groups {
        for (i, panel) in panels.group(group).chunks_exact(panels.stride()).enumerate() {
            let first = group * cout + i * PANEL;
            let lanes = PANEL.min(cout - i * PANEL);
            let mut acc: [i32; PANEL] =
                requant.start[first..first + PANEL].try_into().expect("a panel's worth");
            for (tap, weights) in panel.chunks_exact(panels.padded * PANEL).enumerate() {
                accumulate(&mut acc, &input(tap)[group * cin..(group + 1) * cin], weights);
            }
            for (lane, &acc) in acc[..lanes].iter().enumerate() {
                let oc = first + lane;
                let residual = residual.map(|(data, gain)| (data[oc], gain));
                out[oc] = requant.apply(acc, oc, residual);
            }
        }
    }
}

/// Adds the products of one chunk of inputs to a panel's accumulators.
fn accumulate(acc: &mut [i32; PANEL], x: &[u8], weights: &[u8]) {
    for (x, weights) in x.chunks(4).zip(weights.chunks_exact(4 * PANEL)) {
        let mut four = [0; 4];
        four[..x.len()].copy_from_slice(x);
        for (acc, w) in acc.iter_mut().zip(weights.chunks_exact(4)) {
            for (&x, &w) in four.iter().zip(w) {
                *acc = acc.wrapping_add(i32::from(x) * i32::from(w as i8));
            }
        }
    }
}
