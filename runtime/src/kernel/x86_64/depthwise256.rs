//! Depthwise 3×3 convolution in 256-bit registers: 16 channels of a few neighbouring pixels at a
//! time.
//!
//! Two places of the window are interleaved as 16-bit words, so that one multiplication adds both
//! for eight channels, exactly: the upper two rows of each column, and neighbours of the lowest
//! row. A column is interleaved once for all the outputs that read it. Interleaving works within
//! 128-bit lanes: the low half has channels 0 to 3 and 8 to 11, the high half the others, and so
//! have weights and tables; packing the outputs to words puts them back in order.

use std::{arch::x86_64::*, ops::Range};

use super::{avx2::put, depthwise::share, store::Sink};
use crate::kernel::{conv::Call, isa::Level, pack::Depthwise, parallel};

/// Channels of a block.
const BLOCK: usize = 16;
/// Outputs computed side by side.
const WIDE: usize = 4;
/// Bytes of outputs for which a block's numbers are read once: what is read for the first block is
/// still near for the others.
const BAND: usize = 16 << 10;
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
    let some = (BAND / (ow * g.out_channels)).max(1);
    share(threads, rows, g.out_channels.div_ceil(BLOCK), &|rows, blocks| {
        for first in rows.clone().step_by(some) {
            let rows = first..rows.end.min(first + some);
            let band = Band { call, weights, sink: &sink, padding, rows, blocks: blocks.clone() };
            // SAFETY: packed for AVX2, so it was detected; buffers were checked by the caller, and
            // bands of the output do not overlap.
            unsafe { if step == 1 { band.run::<1>() } else { band.run::<2>() } };
        }
    });
    true
}

/// Some rows of the output, and blocks of channels.
struct Band<'a> {
    call: &'a Call<'a>,
    weights: &'a Depthwise,
    sink: &'a Sink,
    padding: &'a [u8],
    rows: Range<usize>,
    blocks: Range<usize>,
}

/// A block's numbers, in the order that interleaving gives.
struct Tables {
    start: [__m256i; 2],
    add: [__m256; 2],
    mul: [__m256; 2],
    /// The weights of the upper two rows, column by column.
    upper: [[__m256i; 2]; 3],
    /// Those of the lowest row: of the first two columns, and of the last behind a zero.
    lower: [[__m256i; 2]; 2],
}

/// The rows of a window and the bytes from one pixel to the next: none for padding.
type Window = [(*const u8, usize); 3];

impl Band<'_> {
    /// Computes the band, of windows `S` columns apart: a block of channels after another.
    ///
    /// # Safety
    /// The CPU has AVX2; the buffers fit the call.
    #[target_feature(enable = "avx2")]
    unsafe fn run<const S: usize>(&self) {
        let [_, _, w] = self.call.input;
        let (ow, left) = (self.call.output[1], self.call.packed.geometry.padding[1]);
        for block in self.blocks.clone() {
            let channel = block * BLOCK;
            let padding = self.padding.as_ptr().wrapping_add(channel);
            // SAFETY: a block of weights, of tables and of pixels of the image or of padding, all
            // with room for a vector behind their ends; columns beyond the image read padding, and
            // groups inside of it end before its last.
            unsafe {
                let tables = self.tables(channel);
                for row in self.rows.clone() {
                    let window = self.window(row, channel);
                    for first in (0..ow).step_by(WIDE) {
                        let x = (first * S).wrapping_sub(left);
                        let inside = x < w && x + (WIDE - 1) * S + 3 <= w;
                        let acc = match inside {
                            true => group::<S, true>(&tables, window, padding, x, w),
                            false => group::<S, false>(&tables, window, padding, x, w),
                        };
                        // As in the matrix tiles: named one by one, the sums stay in registers.
                        let [a, b, c, d] = acc;
                        self.store(&tables, [a, b], channel, row, first);
                        if first + 2 < ow {
                            self.store(&tables, [c, d], channel, row, first + 2);
                        }
                    }
                }
            }
        }
    }

    /// The inputs of a row of outputs, from `channel` on.
    fn window(&self, row: usize, channel: usize) -> Window {
        let g = &self.call.packed.geometry;
        let [_, h, w] = self.call.input;
        let (image, oy) = (row / self.call.output[0], row % self.call.output[0]);
        let mut window = [(self.padding.as_ptr().wrapping_add(channel), 0); 3];
        for (ky, line) in window.iter_mut().enumerate() {
            let y = (oy * g.stride[0] + ky * g.dilation[0]).wrapping_sub(g.padding[0]);
            if y < h {
                let at = (image * h + y) * w * g.in_channels + channel;
                *line = (self.call.x.as_ptr().wrapping_add(at), g.in_channels);
            }
        }
        window
    }

    /// # Safety
    /// As [`run`](Self::run).
    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn tables(&self, channel: usize) -> Tables {
        let tap = |ky: usize, kx: usize| {
            let tap = &self.weights.tap(ky * 3 + kx)[channel..][..BLOCK];
            // SAFETY: a block of bytes.
            _mm256_cvtepi8_epi16(unsafe { _mm_loadu_si128(tap.as_ptr().cast()) })
        };
        let upper = |kx: usize| pairs(tap(0, kx), tap(1, kx));
        // SAFETY: the tables have a block's room.
        unsafe {
            let floats = |table: *const f32| {
                in_order(table.add(channel).cast()).map(|v| _mm256_castsi256_ps(v))
            };
            Tables {
                start: in_order(self.sink.start.add(channel)),
                add: floats(self.sink.add),
                mul: floats(self.sink.mul),
                upper: [upper(0), upper(1), upper(2)],
                lower: [pairs(tap(2, 0), tap(2, 1)), pairs(_mm256_setzero_si256(), tap(2, 2))],
            }
        }
    }

    /// Requantizes a block of two outputs side by side, of which the second may not exist.
    ///
    /// # Safety
    /// As [`run`](Self::run); column `x` of the row exists.
    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn store(
        &self,
        tables: &Tables,
        sums: [[__m256i; 2]; 2],
        channel: usize,
        row: usize,
        x: usize,
    ) {
        let (sink, ow) = (self.sink, self.call.output[1]);
        let at = (row * ow + x) * sink.stride + channel;
        let mut words = [_mm256_setzero_si256(); 2];
        for (i, (words, sums)) in words.iter_mut().zip(sums).enumerate() {
            // SAFETY: inside the residual and its slack, if the output exists.
            *words = unsafe { self.words(tables, sums, at + i.min(ow - 1 - x) * sink.stride) };
        }
        let bytes = _mm256_permute4x64_epi64::<0xD8>(_mm256_packus_epi16(words[0], words[1]));
        let (low, high) = sink.bounds;
        let bytes = _mm256_max_epu8(bytes, _mm256_set1_epi8(low as i8));
        let bytes = _mm256_min_epu8(bytes, _mm256_set1_epi8(high as i8));
        let lanes = sink.stride - channel;
        // SAFETY: the pixels' channels that exist.
        unsafe {
            put(_mm256_castsi256_si128(bytes), sink.out.add(at), lanes);
            if x + 1 < ow {
                let out = sink.out.add(at + sink.stride);
                put(_mm256_extracti128_si256::<1>(bytes), out, lanes);
            }
        }
    }

    /// An output's block as words, saturated.
    ///
    /// # Safety
    /// There is a residual at `at`, if there is one at all.
    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn words(&self, tables: &Tables, sums: [__m256i; 2], at: usize) -> __m256i {
        let sink = self.sink;
        let mut v = [_mm256_setzero_ps(); 2];
        for (half, v) in v.iter_mut().enumerate() {
            let sum = _mm256_add_ps(_mm256_cvtepi32_ps(sums[half]), tables.add[half]);
            *v = _mm256_mul_ps(sum, tables.mul[half]);
        }
        if !sink.residual.is_null() {
            // SAFETY: the caller's promise.
            let r = unsafe { _mm_loadu_si128(sink.residual.add(at).cast()) };
            let r = pairs(_mm256_cvtepu8_epi16(r), _mm256_setzero_si256());
            for (v, r) in v.iter_mut().zip(r) {
                let r = _mm256_sub_epi32(r, _mm256_set1_epi32(sink.residual_zero));
                let ratio = _mm256_set1_ps(sink.residual_ratio);
                *v = _mm256_add_ps(*v, _mm256_mul_ps(_mm256_cvtepi32_ps(r), ratio));
            }
        }
        if !sink.moderate {
            let (lo, hi) = (_mm256_set1_ps(sink.store.lo), _mm256_set1_ps(sink.store.hi));
            for v in &mut v {
                // NaN fails the comparison of `max`, which then gives its second operand.
                *v = _mm256_min_ps(_mm256_max_ps(*v, lo), hi);
            }
        }
        // Saturating, so that whatever is out of range stays on its side.
        let words = _mm256_packs_epi32(_mm256_cvtps_epi32(v[0]), _mm256_cvtps_epi32(v[1]));
        _mm256_adds_epi16(words, _mm256_set1_epi16(i16::from(sink.store.zero_point)))
    }
}

/// The sums of outputs side by side, whose windows begin in column `x`; all of these are columns of
/// the image if `INSIDE`.
///
/// # Safety
/// The lines of the window have `w` pixels with room for a vector behind them, as the padding has.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn group<const S: usize, const INSIDE: bool>(
    tables: &Tables,
    mut window: Window,
    padding: *const u8,
    x: usize,
    w: usize,
) -> [[__m256i; 2]; WIDE] {
    if INSIDE {
        for (row, step) in &mut window {
            *row = row.wrapping_add(x * *step);
        }
    }
    let load = |(row, step): (*const u8, usize), column: usize| {
        let at = match INSIDE {
            true => row.wrapping_add(column * step),
            false if x.wrapping_add(column) < w => row.wrapping_add(x.wrapping_add(column) * step),
            false => padding,
        };
        // SAFETY: a pixel of the image or of padding.
        _mm256_cvtepu8_epi16(unsafe { _mm_loadu_si128(at.cast()) })
    };
    let mut acc = [tables.start; WIDE];
    let mut left = _mm256_setzero_si256();
    for column in 0..(WIDE - 1) * S + 3 {
        let upper = pairs(load(window[0], column), load(window[1], column));
        let lowest = load(window[2], column);
        let lower = pairs(left, lowest);
        left = lowest;
        for (t, acc) in acc.iter_mut().enumerate() {
            let kx = column.wrapping_sub(t * S);
            for half in 0..2 {
                let mut add = |x: __m256i, weights: __m256i| {
                    acc[half] = _mm256_add_epi32(acc[half], _mm256_madd_epi16(x, weights));
                };
                if kx < 3 {
                    add(upper[half], tables.upper[kx][half]);
                }
                if kx == 1 || kx == 2 {
                    add(lower[half], tables.lower[kx - 1][half]);
                }
            }
        }
    }
    acc
}

/// Words of `a` and `b` in pairs.
#[inline]
#[target_feature(enable = "avx2")]
fn pairs(a: __m256i, b: __m256i) -> [__m256i; 2] {
    [_mm256_unpacklo_epi16(a, b), _mm256_unpackhi_epi16(a, b)]
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
