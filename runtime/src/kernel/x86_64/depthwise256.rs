//! Depthwise 3×3 convolution in 256-bit registers: 16 channels of a few neighbouring pixels at a
//! time.
//!
//! Two rows of a column of the window are interleaved as 16-bit words, so that one multiplication
//! adds two places of the window for eight channels, exactly; a column is interleaved once for all
//! the outputs that read it. Interleaving works within 128-bit lanes: the low half has channels 0
//! to 3 and 8 to 11, the high half the others, and so have weights and tables; packing the outputs
//! to words puts them back in order.

use std::arch::x86_64::*;

use super::store::Sink;
use crate::kernel::{conv::Call, isa::Level, pack::Depthwise, parallel};

/// Channels of a block.
const BLOCK: usize = 16;
/// Outputs computed side by side.
const WIDE: usize = 4;
/// Multiply-adds a nanosecond, about.
const RATE: usize = 20;

/// Convolves each channel with its filter, if it is for this kernel: whether it did.
pub(in crate::kernel) fn run(call: &Call<'_>, weights: &Depthwise, out: &mut [u8]) -> bool {
    let g = &call.packed.geometry;
    let has_avx2 = matches!(call.packed.isa.level(), Level::Avx2 | Level::AvxVnni);
    let (kernel, step) = ((g.kernel, g.dilation[1]), g.stride[1]);
    if !has_avx2 || kernel != ([3, 3], 1) || !matches!(step, 1 | 2) || weights.interleaved {
        return false;
    }
    let [n, _, _] = call.input;
    let [oh, ow] = call.output;
    let rows = n * oh;
    let threads = parallel::threads_for(rows * ow * g.weight_len() / RATE);
    let padding = call.scratch.filled(g.in_channels + BLOCK, call.requant.x.zero_point);
    let padding = &padding[..];
    let sink = Sink::new(call.requant, call.residual, out, g.out_channels, false);
    threads.for_each_run(rows, &|_, run| {
        for at in run {
            let row = Row { call, weights, sink: &sink, padding, image: at / oh, y: at % oh };
            // SAFETY: packed for AVX2, so it was detected; buffers were checked by the caller, and
            // rows of the output do not overlap.
            unsafe { if step == 1 { row.run::<1>() } else { row.run::<2>() } };
        }
    });
    true
}

/// One row of the output.
struct Row<'a> {
    call: &'a Call<'a>,
    weights: &'a Depthwise,
    sink: &'a Sink,
    padding: &'a [u8],
    image: usize,
    y: usize,
}

/// A block's numbers, in the order that interleaving gives.
struct Tables {
    add: [__m256; 2],
    mul: [__m256; 2],
}

impl Row<'_> {
    /// Computes the row, its windows `S` columns apart.
    ///
    /// # Safety
    /// The CPU has AVX2; the buffers fit the call.
    #[target_feature(enable = "avx2")]
    unsafe fn run<const S: usize>(&self) {
        let g = &self.call.packed.geometry;
        let [_, h, w] = self.call.input;
        let (ow, left) = (self.call.output[1], g.padding[1]);
        for channel in (0..g.out_channels).step_by(BLOCK) {
            let padding = self.padding.as_ptr().wrapping_add(channel);
            // The rows of the window and the bytes from one pixel to the next: none for padding.
            let mut rows = [(padding, 0); 3];
            for (ky, row) in rows.iter_mut().enumerate() {
                let y = (self.y * g.stride[0] + ky * g.dilation[0]).wrapping_sub(g.padding[0]);
                if y < h {
                    let at = (self.image * h + y) * w * g.in_channels + channel;
                    *row = (self.call.x.as_ptr().wrapping_add(at), g.in_channels);
                }
            }
            // SAFETY: a block of weights, of tables and of pixels of the image or of padding, all
            // with room for a vector behind their ends; columns beyond the image read padding.
            unsafe {
                let weights: [[__m256i; 4]; 3] =
                    [self.weights(channel, 0), self.weights(channel, 1), self.weights(channel, 2)];
                let start = in_order(self.sink.start.add(channel));
                let floats = |table: *const f32| {
                    in_order(table.add(channel).cast()).map(|v| _mm256_castsi256_ps(v))
                };
                let tables = Tables { add: floats(self.sink.add), mul: floats(self.sink.mul) };
                for first in (0..ow).step_by(WIDE) {
                    let mut acc = [start; WIDE];
                    for column in 0..(WIDE - 1) * S + 3 {
                        let x = (first * S + column).wrapping_sub(left);
                        let load = |(row, step): (*const u8, usize)| {
                            let at = if x < w { row.wrapping_add(x * step) } else { padding };
                            _mm256_cvtepu8_epi16(_mm_loadu_si128(at.cast()))
                        };
                        let x = pairs([load(rows[0]), load(rows[1]), load(rows[2])]);
                        for (t, acc) in acc.iter_mut().enumerate() {
                            let kx = column.wrapping_sub(t * S);
                            if kx < 3 {
                                for half in 0..2 {
                                    let two = _mm256_madd_epi16(x[half], weights[kx][half]);
                                    let one = _mm256_madd_epi16(x[half + 2], weights[kx][half + 2]);
                                    let sum = _mm256_add_epi32(acc[half], two);
                                    acc[half] = _mm256_add_epi32(sum, one);
                                }
                            }
                        }
                    }
                    // As in the matrix tiles: named one by one, the sums stay in registers.
                    let [a, b, c, d] = acc;
                    self.store(&tables, a, channel, first);
                    if first + 1 < ow {
                        self.store(&tables, b, channel, first + 1);
                    }
                    if first + 2 < ow {
                        self.store(&tables, c, channel, first + 2);
                    }
                    if first + 3 < ow {
                        self.store(&tables, d, channel, first + 3);
                    }
                }
            }
        }
    }

    /// A block's weights for a column of the window.
    ///
    /// # Safety
    /// As [`run`](Self::run).
    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn weights(&self, channel: usize, kx: usize) -> [__m256i; 4] {
        let mut rows = [_mm256_setzero_si256(); 3];
        for (ky, row) in rows.iter_mut().enumerate() {
            let tap = &self.weights.tap(ky * 3 + kx)[channel..][..BLOCK];
            // SAFETY: a block of bytes.
            *row = _mm256_cvtepi8_epi16(unsafe { _mm_loadu_si128(tap.as_ptr().cast()) });
        }
        pairs(rows)
    }

    /// Requantizes a block of one output.
    ///
    /// # Safety
    /// As [`run`](Self::run); column `x` of the output exists.
    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn store(&self, tables: &Tables, acc: [__m256i; 2], channel: usize, x: usize) {
        let sink = self.sink;
        let [oh, ow] = self.call.output;
        let at = ((self.image * oh + self.y) * ow + x) * sink.stride + channel;
        let (lo, hi) = (_mm256_set1_ps(sink.store.lo), _mm256_set1_ps(sink.store.hi));
        let mut v = [_mm256_setzero_ps(); 2];
        for (half, v) in v.iter_mut().enumerate() {
            let sum = _mm256_add_ps(_mm256_cvtepi32_ps(acc[half]), tables.add[half]);
            *v = _mm256_mul_ps(sum, tables.mul[half]);
        }
        if !sink.residual.is_null() {
            // SAFETY: inside the residual and its slack.
            let r = unsafe { _mm_loadu_si128(sink.residual.add(at).cast()) };
            let (r, zero) = (_mm256_cvtepu8_epi16(r), _mm256_setzero_si256());
            let r = [_mm256_unpacklo_epi16(r, zero), _mm256_unpackhi_epi16(r, zero)];
            for (v, r) in v.iter_mut().zip(r) {
                let r = _mm256_sub_epi32(r, _mm256_set1_epi32(sink.residual_zero));
                let ratio = _mm256_set1_ps(sink.residual_ratio);
                *v = _mm256_add_ps(*v, _mm256_mul_ps(_mm256_cvtepi32_ps(r), ratio));
            }
        }
        let mut steps = [_mm256_setzero_si256(); 2];
        for (step, v) in steps.iter_mut().zip(v) {
            // NaN fails the comparison of `max`, which then gives its second operand.
            *step = _mm256_cvtps_epi32(_mm256_min_ps(_mm256_max_ps(v, lo), hi));
        }
        let zero_point = _mm256_set1_epi16(i16::from(sink.store.zero_point));
        let words = _mm256_add_epi16(_mm256_packs_epi32(steps[0], steps[1]), zero_point);
        let high = _mm256_extracti128_si256::<1>(words);
        let bytes = _mm_packus_epi16(_mm256_castsi256_si128(words), high);
        let lanes = sink.stride - channel;
        // SAFETY: the pixel's channels that exist.
        unsafe {
            let out = sink.out.add(at);
            if lanes >= BLOCK {
                _mm_storeu_si128(out.cast(), bytes);
            } else {
                let mut part = [0u8; BLOCK];
                _mm_storeu_si128(part.as_mut_ptr().cast(), bytes);
                std::ptr::copy_nonoverlapping(part.as_ptr(), out, lanes);
            }
        }
    }
}

/// Words of three rows in pairs, the third's with 0.
#[inline]
#[target_feature(enable = "avx2")]
fn pairs([a, b, c]: [__m256i; 3]) -> [__m256i; 4] {
    let zero = _mm256_setzero_si256();
    [
        _mm256_unpacklo_epi16(a, b),
        _mm256_unpackhi_epi16(a, b),
        _mm256_unpacklo_epi16(c, zero),
        _mm256_unpackhi_epi16(c, zero),
    ]
}

/// 16 numbers in the order that interleaving gives.
///
/// # Safety
/// There are 16 numbers at `table`.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn in_order(table: *const i32) -> [__m256i; 2] {
    // SAFETY: the caller's promise.
    let (a, b) =
        unsafe { (_mm256_loadu_si256(table.cast()), _mm256_loadu_si256(table.add(8).cast())) };
    [_mm256_permute2x128_si256::<0x20>(a, b), _mm256_permute2x128_si256::<0x31>(a, b)]
}
