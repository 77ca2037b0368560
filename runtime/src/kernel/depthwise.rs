//! Depthwise convolution in safe code, for every instruction set that has no kernel of its own.

use super::{conv::Call, multiversion::per_isa, pack::Depthwise, parallel, requant::Requant};

/// Channels whose sums are held at once.
const BLOCK: usize = 64;
/// Multiply-adds a nanosecond, about.
const RATE: usize = 5;

/// Convolves each channel with its filter.
pub(super) fn run(call: &Call<'_>, weights: &Depthwise, out: &mut [u8]) {
    let g = &call.packed.geometry;
    let [oh, ow] = call.output;
    let rows = call.input[0] * oh;
    let threads = parallel::threads_for(rows * ow * g.weight_len() / RATE);
    let padding = call.scratch.filled(g.in_channels + BLOCK, call.requant.x.zero_point);
    let padding = &padding[..];
    let row_len = ow * g.out_channels;
    threads.for_each_part(&mut out[..rows * row_len], row_len, &|first, out| {
        for (i, out) in out.chunks_exact_mut(row_len).enumerate() {
            convolve_row(call.packed.isa, call, weights, padding, first + i, out);
        }
    });
}

per_isa! {
    // A row of the output.
    fn convolve_row(
        call: &Call<'_>,
        weights: &Depthwise,
        padding: &[u8],
        row: usize,
        out: &mut [u8],
    ) {
        let g = &call.packed.geometry;
        let [_, h, w] = call.input;
        let (image, oy) = (row / call.output[0], row % call.output[0]);
        for (ox, out) in out.chunks_exact_mut(g.out_channels).enumerate() {
            let pixel = (row * call.output[1] + ox) * g.out_channels;
            for (block, out) in out.chunks_mut(BLOCK).enumerate() {
                let first = block * BLOCK;
                let mut acc: [i32; BLOCK] =
                    *call.requant.start[first..].first_chunk().expect("room behind the table");
                for ky in 0..g.kernel[0] {
                    let y = (oy * g.stride[0] + ky * g.dilation[0]).wrapping_sub(g.padding[0]);
                    for kx in 0..g.kernel[1] {
                        let x = (ox * g.stride[1] + kx * g.dilation[1]).wrapping_sub(g.padding[1]);
                        let from = if y < h && x < w {
                            &call.x[((image * h + y) * w + x) * g.in_channels + first..]
                        } else {
                            &padding[first..]
                        };
                        let tap = &weights.tap(ky * g.kernel[1] + kx)[first..];
                        multiply(&mut acc, from, tap);
                    }
                }
                let residual = call.residual.map(|(data, gain)| (&data[pixel + first..], gain));
                finish(call.requant, &acc, first, residual, out);
            }
        }
    }
}

/// Adds the products of a block of channels.
#[inline(always)]
fn multiply(acc: &mut [i32; BLOCK], x: &[u8], weights: &[u8]) {
    let x: &[u8; BLOCK] = x.first_chunk().expect("slack behind the data");
    let weights: &[u8; BLOCK] = weights.first_chunk().expect("whole blocks of weights");
    for ((acc, &x), &w) in acc.iter_mut().zip(x).zip(weights) {
        // A product of a u8 and an i8 fits into 16 bits.
        let product = i16::from(x).wrapping_mul(i16::from(w as i8));
        *acc = acc.wrapping_add(i32::from(product));
    }
}

/// Requantizes a block of channels, `out` those of them that exist.
#[inline(always)]
fn finish(
    requant: &Requant,
    acc: &[i32; BLOCK],
    first: usize,
    residual: Option<(&[u8], super::requant::Gain)>,
    out: &mut [u8],
) {
    let add: &[f32; BLOCK] = requant.add[first..].first_chunk().expect("room behind the table");
    let mul: &[f32; BLOCK] = requant.mul[first..].first_chunk().expect("room behind the table");
    // Plain loops: the array's own `map` does not become vectors.
    let mut v = [0.0; BLOCK];
    for (i, v) in v.iter_mut().enumerate() {
        *v = (acc[i] as f32 + add[i]) * mul[i];
    }
    if let Some((r, gain)) = residual {
        let r: &[u8; BLOCK] = r.first_chunk().expect("slack behind the data");
        for (v, &r) in v.iter_mut().zip(r) {
            *v += gain.apply(r);
        }
    }
    let mut bytes = [0; BLOCK];
    for (byte, v) in bytes.iter_mut().zip(v) {
        *byte = requant.store.finish(v);
    }
    match <&mut [u8; BLOCK]>::try_from(&mut *out) {
        Ok(out) => *out = bytes,
        Err(_) => out.copy_from_slice(&bytes[..out.len()]),
    }
}
