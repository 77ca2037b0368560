//! Depthwise convolution: 64 channels of a few neighbouring pixels at a time.
//!
//! Up to four rows of a column of the window are interleaved bytewise, so that one dot product
//! adds four places of the window for 16 channels; a column is interleaved once for all the
//! outputs that read it. Interleaving permutes the channels within a block of 64, and so are
//! weights and tables; packing the outputs to bytes puts them back in order.

use std::{arch::x86_64::*, ops::Range};

use super::store::Sink;
use crate::kernel::{
    conv::Call,
    pack::{Depthwise, PANEL},
    parallel::{self, Threads},
};

/// Channels of a block.
const BLOCK: usize = 64;
/// Outputs computed side by side.
const WIDE: usize = 4;
/// Bytes of an input that is likely to be in the second-level cache still.
const CACHE: usize = 2 << 20;
/// Multiply-adds a nanosecond, about.
const RATE: usize = 20;

/// Has threads share the rows of the output or, where those are few, blocks of its channels: calls `f`
/// for rows and blocks that together are all.
pub(super) fn share(
    threads: Threads,
    rows: usize,
    blocks: usize,
    f: &(dyn Fn(Range<usize>, Range<usize>) + Sync),
) {
    match rows >= 4 * threads.count || rows >= blocks {
        true => threads.for_each_run(rows, &|_, run| f(run, 0..blocks)),
        false => threads.for_each_run(blocks, &|_, run| f(0..rows, run)),
    }
}

/// Convolves each channel with its filter.
pub(in crate::kernel) fn run(call: &Call<'_>, weights: &Depthwise, out: &mut [u8]) {
    let g = &call.packed.geometry;
    let [n, _, _] = call.input;
    let [oh, ow] = call.output;
    let rows = n * oh;
    let threads = parallel::threads_for(rows * ow * g.weight_len() / RATE);
    let padding = call.scratch.filled(g.in_channels + BLOCK, call.requant.x.zero_point);
    let sink = Sink::new(call.requant, call.residual, out, g.out_channels, false);
    let padding = &padding[..];
    share(threads, rows, g.out_channels.div_ceil(BLOCK), &|rows, blocks| {
        for row in rows {
            let row = Row { call, weights, sink: &sink, padding, image: row / oh, y: row % oh };
            // SAFETY: packed for AVX-512 VNNI, so it was detected; buffers were checked by the
            // caller, and blocks of rows of the output do not overlap.
            unsafe { row.run(blocks.clone()) };
        }
    });
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

/// A block's start, bias and multiplier, permuted as interleaving permutes channels.
struct Tables {
    start: [__m512i; 4],
    add: [__m512; 4],
    mul: [__m512; 4],
}

impl Row<'_> {
    /// # Safety
    /// The CPU has AVX-512 F, BW and VNNI; the buffers fit the call.
    #[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
    unsafe fn run(&self, blocks: Range<usize>) {
        let g = &self.call.packed.geometry;
        let kernel = (g.kernel, g.stride[1], g.dilation[1]);
        for block in blocks {
            // SAFETY: passed on.
            unsafe {
                match kernel {
                    ([1..=4, 3], 1, 1) => self.block::<3, 1>(block),
                    ([1..=4, 3], 2, 1) => self.block::<3, 2>(block),
                    _ => self.any_block(block),
                }
            }
        }
    }

    /// The row with a window of `KW` columns, `S` apart, of up to four rows.
    ///
    /// # Safety
    /// As [`run`](Self::run).
    #[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
    unsafe fn block<const KW: usize, const S: usize>(&self, block: usize) {
        let ow = self.call.output[1];
        let left = self.call.packed.geometry.padding[1];
        // SAFETY: passed on; columns beyond the image read padding.
        unsafe {
            let tables = self.tables(block);
            let rows = self.rows(block, 0);
            let weights = self.weights.block(block).as_ptr();
            let coming = self.coming_rows(block);
            let channels = self.call.packed.geometry.in_channels;
            for first in (0..ow).step_by(WIDE) {
                let mut acc = [tables.start; WIDE];
                for column in 0..(WIDE - 1) * S + KW {
                    let x = (first * S + column).wrapping_sub(left);
                    if let Some(coming) = coming {
                        for row in coming {
                            let at = row.wrapping_add(x.wrapping_mul(channels));
                            _mm_prefetch::<_MM_HINT_T0>(at.cast());
                        }
                    }
                    let x = interleave(self.column(&rows, block, x));
                    for (t, acc) in acc.iter_mut().enumerate() {
                        let kx = column.wrapping_sub(t * S);
                        if kx < KW {
                            accumulate(acc, &x, weights.add(kx * 4 * BLOCK));
                        }
                    }
                }
                // As in the matrix tiles: named one by one, the sums stay in registers.
                let [a, b, c, d] = acc;
                self.store(&tables, a, block, first);
                if first + 1 < ow {
                    self.store(&tables, b, block, first + 1);
                }
                if first + 2 < ow {
                    self.store(&tables, c, block, first + 2);
                }
                if first + 3 < ow {
                    self.store(&tables, d, block, first + 3);
                }
            }
        }
    }

    /// The row with any window.
    ///
    /// # Safety
    /// As [`run`](Self::run).
    #[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
    unsafe fn any_block(&self, block: usize) {
        let g = &self.call.packed.geometry;
        let weights = self.weights.block(block).as_ptr();
        // SAFETY: passed on.
        unsafe {
            let tables = self.tables(block);
            for x in 0..self.call.output[1] {
                let mut acc = tables.start;
                for four in 0..g.kernel[0].div_ceil(4) {
                    let rows = self.rows(block, four * 4);
                    for kx in 0..g.kernel[1] {
                        let column =
                            (x * g.stride[1] + kx * g.dilation[1]).wrapping_sub(g.padding[1]);
                        let x = interleave(self.column(&rows, block, column));
                        let at = (four * g.kernel[1] + kx) * 4 * BLOCK;
                        accumulate(&mut acc, &x, weights.add(at));
                    }
                }
                self.store(&tables, acc, block, x);
            }
        }
    }

    /// Four rows of the window from row `first` on: their start in the image, or null for rows of
    /// padding and rows that the window does not have.
    fn rows(&self, block: usize, first: usize) -> [*const u8; 4] {
        let g = &self.call.packed.geometry;
        let [_, h, w] = self.call.input;
        std::array::from_fn(|i| {
            let ky = first + i;
            let y = (self.y * g.stride[0] + ky * g.dilation[0]).wrapping_sub(g.padding[0]);
            if ky >= g.kernel[0] || y >= h {
                return std::ptr::null();
            }
            let at = (self.image * h + y) * w * g.in_channels + block * BLOCK;
            self.call.x.as_ptr().wrapping_add(at)
        })
    }

    /// The two rows of the input that come behind the window, if they are likely to be beyond the
    /// second-level cache: a row is too short a stream for the CPU to fetch it ahead.
    fn coming_rows(&self, block: usize) -> Option<[*const u8; 2]> {
        let g = &self.call.packed.geometry;
        let [n, h, w] = self.call.input;
        let row_len = w * g.in_channels;
        if n * h * row_len <= CACHE {
            return None;
        }
        let behind = self.y * g.stride[0] + g.dilation[0] * (g.kernel[0] - 1) + 1;
        let first = (self.image * h + behind).wrapping_sub(g.padding[0]);
        let at = first.wrapping_mul(row_len).wrapping_add(block * BLOCK);
        let x = self.call.x.as_ptr().wrapping_add(at);
        Some([x, x.wrapping_add(row_len)])
    }

    /// A block of column `x` of four rows.
    ///
    /// # Safety
    /// As [`run`](Self::run).
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    unsafe fn column(&self, rows: &[*const u8; 4], block: usize, x: usize) -> [__m512i; 4] {
        let channels = self.call.packed.geometry.in_channels;
        let inside = x < self.call.input[2];
        let padding = self.padding.as_ptr().wrapping_add(block * BLOCK);
        rows.map(|row| {
            let real = inside && !row.is_null();
            let at = if real { row.wrapping_add(x * channels) } else { padding };
            // SAFETY: a block of a pixel of the image or of padding; vectors may run into what
            // follows, which is the next pixel or slack.
            unsafe { _mm512_loadu_si512(at.cast()) }
        })
    }

    /// # Safety
    /// As [`run`](Self::run).
    #[target_feature(enable = "avx512f,avx512bw")]
    unsafe fn tables(&self, block: usize) -> Tables {
        let channel = block * BLOCK;
        // SAFETY: the tables have a block's room behind their ends.
        let load = |table: *const i32| unsafe {
            transpose(std::array::from_fn(|j| {
                _mm512_loadu_si512(table.add(channel + j * PANEL).cast())
            }))
        };
        Tables {
            start: load(self.sink.start),
            add: load(self.sink.add.cast()).map(|v| _mm512_castsi512_ps(v)),
            mul: load(self.sink.mul.cast()).map(|v| _mm512_castsi512_ps(v)),
        }
    }

    /// # Safety
    /// As [`run`](Self::run); column `x` of the output exists.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    unsafe fn store(&self, tables: &Tables, acc: [__m512i; 4], block: usize, x: usize) {
        let sink = self.sink;
        let [oh, ow] = self.call.output;
        let at = ((self.image * oh + self.y) * ow + x) * sink.stride + block * BLOCK;
        let (lo, hi) = (_mm512_set1_ps(sink.store.lo), _mm512_set1_ps(sink.store.hi));
        let mut v: [__m512; 4] = std::array::from_fn(|j| {
            _mm512_mul_ps(_mm512_add_ps(_mm512_cvtepi32_ps(acc[j]), tables.add[j]), tables.mul[j])
        });
        if !sink.residual.is_null() {
            // SAFETY: inside the residual and its slack.
            let r = unsafe { _mm512_loadu_si512(sink.residual.add(at).cast()) };
            let zero = _mm512_setzero_si512();
            let r = interleave([r, zero, zero, zero]);
            for (v, r) in v.iter_mut().zip(r) {
                let r = _mm512_sub_epi32(r, _mm512_set1_epi32(sink.residual_zero));
                let ratio = _mm512_set1_ps(sink.residual_ratio);
                *v = _mm512_add_ps(*v, _mm512_mul_ps(_mm512_cvtepi32_ps(r), ratio));
            }
        }
        let [a, b, c, d] = v.map(|v| _mm512_cvtps_epi32(_mm512_min_ps(_mm512_max_ps(v, lo), hi)));
        let zero_point = _mm512_set1_epi16(i16::from(sink.store.zero_point));
        let low = _mm512_add_epi16(_mm512_packs_epi32(a, b), zero_point);
        let high = _mm512_add_epi16(_mm512_packs_epi32(c, d), zero_point);
        let lanes = sink.stride - block * BLOCK;
        let mask = if lanes >= BLOCK { !0 } else { (1u64 << lanes) - 1 };
        // SAFETY: the pixel's channels that exist.
        unsafe {
            let bytes = _mm512_packus_epi16(low, high);
            _mm512_mask_storeu_epi8(sink.out.add(at).cast(), mask, bytes);
        }
    }
}

/// Adds the products with the weights at `weights`, a block's for one column.
///
/// # Safety
/// There are 256 bytes of weights.
#[inline]
#[target_feature(enable = "avx512f,avx512vnni")]
unsafe fn accumulate(acc: &mut [__m512i; 4], x: &[__m512i; 4], weights: *const u8) {
    for j in 0..4 {
        // SAFETY: the caller's promise.
        let w = unsafe { _mm512_loadu_si512(weights.add(j * 64).cast()) };
        acc[j] = _mm512_dpbusd_epi32(acc[j], x[j], w);
    }
}

/// The bytes of four rows side by side: within each 128-bit lane, vector j holds channels 4j to
/// 4j + 3 of the lane's 16.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn interleave([a, b, c, d]: [__m512i; 4]) -> [__m512i; 4] {
    let (ab, cd) = (_mm512_unpacklo_epi8(a, b), _mm512_unpacklo_epi8(c, d));
    let (ab_high, cd_high) = (_mm512_unpackhi_epi8(a, b), _mm512_unpackhi_epi8(c, d));
    [
        _mm512_unpacklo_epi16(ab, cd),
        _mm512_unpackhi_epi16(ab, cd),
        _mm512_unpacklo_epi16(ab_high, cd_high),
        _mm512_unpackhi_epi16(ab_high, cd_high),
    ]
}

/// From 64 numbers in order to the order of [`interleave`]: lane i of vector j and lane j of
/// vector i change places.
#[inline]
#[target_feature(enable = "avx512f")]
fn transpose([a, b, c, d]: [__m512i; 4]) -> [__m512i; 4] {
    let (ab, cd) = (_mm512_shuffle_i32x4::<0x44>(a, b), _mm512_shuffle_i32x4::<0x44>(c, d));
    let (ab_high, cd_high) =
        (_mm512_shuffle_i32x4::<0xEE>(a, b), _mm512_shuffle_i32x4::<0xEE>(c, d));
    [
        _mm512_shuffle_i32x4::<0x88>(ab, cd),
        _mm512_shuffle_i32x4::<0xDD>(ab, cd),
        _mm512_shuffle_i32x4::<0x88>(ab_high, cd_high),
        _mm512_shuffle_i32x4::<0xDD>(ab_high, cd_high),
    ]
}
