//! What kernels in 256-bit registers share: from products to bytes, and bytes as words.

use std::arch::x86_64::*;

use super::{
    avx2_tiles::{self, Finish, Operands, Tile},
    store::{Accumulators, Sink, Target},
};
use crate::kernel::pack::PANEL;

/// Rows whose sums are stored together: whole tiles, and whole squares that are pooled.
const GATHERED: usize = 8 * avx2_tiles::ROWS;

/// The products of rows and a panel, requantized: in registers where the sink lets them, and else
/// from memory.
///
/// # Safety
/// As [`avx2_tiles::sums`] and [`store`], for the rows of the tile, which are the target's.
pub(super) unsafe fn product(
    tile: &Tile,
    operands: Operands,
    sink: &Sink,
    target: &Target,
    acc: &mut Accumulators,
) {
    let finish = Finish::new(sink, target.channel).filter(|_| tile.lanes == PANEL);
    let whole = if finish.is_some() { tile.rows - tile.rows % avx2_tiles::ROWS } else { 0 };
    // SAFETY: passed on, for rows that exist.
    unsafe {
        if let Some(finish) = &finish {
            let out = sink.out.add(target.row * sink.stride + target.channel);
            avx2_tiles::bytes(&tile.part(0, whole), operands, finish, out);
        }
        for row in (whole..tile.rows).step_by(GATHERED) {
            let rows = GATHERED.min(tile.rows - row);
            avx2_tiles::sums(&tile.part(row, rows), operands, acc.panel_mut(0, 0, 1));
            store(sink, acc, &Target { rows, row: target.row + row, ..*target });
        }
    }
}

/// As [`Sink::store`] for one panel, in 256-bit registers.
///
/// # Safety
/// As [`Sink::store`]; the CPU has AVX2.
#[target_feature(enable = "avx2")]
pub(super) unsafe fn store(sink: &Sink, acc: &Accumulators, target: &Target) {
    let step = if sink.pooled { 4 } else { 1 };
    let (lo, hi) = (_mm256_set1_ps(sink.store.lo), _mm256_set1_ps(sink.store.hi));
    let zero_point = _mm256_set1_epi16(i16::from(sink.store.zero_point));
    let (least, greatest) = sink.bounds;
    let (least, greatest) = (_mm_set1_epi8(least as i8), _mm_set1_epi8(greatest as i8));
    let (zero, ratio) =
        (_mm256_set1_epi32(sink.residual_zero), _mm256_set1_ps(sink.residual_ratio));
    // SAFETY: the tables have a panel's room; the accumulators were written; rows and channels
    // exist, and the residual has slack.
    unsafe {
        let table =
            |table: *const f32, half: usize| _mm256_loadu_ps(table.add(target.channel + 8 * half));
        let add = [table(sink.add, 0), table(sink.add, 1)];
        let mul = [table(sink.mul, 0), table(sink.mul, 1)];
        for row in 0..target.rows / step {
            let at = (target.row / step + row) * sink.stride + target.channel;
            let mut halves = [_mm256_setzero_si256(); 2];
            for half in 0..2 {
                let sum = |i: usize| {
                    let row = target.from + row * step + i;
                    _mm256_load_si256(acc.panel(row, 0, 1).add(8 * half).cast())
                };
                let mut top = sum(0);
                for i in 1..step {
                    top = _mm256_max_epi32(top, sum(i));
                }
                let mut v =
                    _mm256_mul_ps(_mm256_add_ps(_mm256_cvtepi32_ps(top), add[half]), mul[half]);
                if !sink.residual.is_null() {
                    let r = _mm_loadl_epi64(sink.residual.add(at + 8 * half).cast());
                    let r = _mm256_cvtepi32_ps(_mm256_sub_epi32(_mm256_cvtepu8_epi32(r), zero));
                    v = _mm256_add_ps(v, _mm256_mul_ps(r, ratio));
                }
                if !sink.moderate {
                    // NaN fails the comparison of `max`, which then gives its second operand.
                    v = _mm256_min_ps(_mm256_max_ps(v, lo), hi);
                }
                halves[half] = _mm256_cvtps_epi32(v);
            }
            // Words and bytes saturate, so that whatever is out of range stays on its side. Packing
            // works within 128-bit lanes.
            let words = _mm256_packs_epi32(halves[0], halves[1]);
            let words = _mm256_adds_epi16(_mm256_permute4x64_epi64::<0xD8>(words), zero_point);
            let high = _mm256_extracti128_si256::<1>(words);
            let bytes = _mm_packus_epi16(_mm256_castsi256_si128(words), high);
            let bytes = _mm_min_epu8(_mm_max_epu8(bytes, least), greatest);
            put(bytes, sink.out.add(at), target.lanes);
        }
    }
}

/// Writes the first `lanes` of the bytes.
///
/// # Safety
/// So many may be written; the CPU has AVX2.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn put(bytes: __m128i, out: *mut u8, lanes: usize) {
    // SAFETY: the caller's promise.
    unsafe {
        if lanes >= PANEL {
            _mm_storeu_si128(out.cast(), bytes);
        } else if lanes == PANEL / 2 {
            _mm_storel_epi64(out.cast(), bytes);
        } else {
            let mut part = [0u8; PANEL];
            _mm_storeu_si128(part.as_mut_ptr().cast(), bytes);
            std::ptr::copy_nonoverlapping(part.as_ptr(), out, lanes);
        }
    }
}

/// Bytes that are widened at a time.
pub(super) const WIDENED: usize = 32;

/// Widens rows of `len` bytes to 16 bits. What is widened may be the second half of where it is
/// widened to, if rows are there twice as far apart.
///
/// # Safety
/// `from` has `rows` rows `from_stride` bytes apart, `to` room for as many `to_stride` bytes
/// apart, each with `len` rounded up to [`WIDENED`] and that many bytes of slack; the CPU has AVX2.
#[target_feature(enable = "avx2")]
pub(super) unsafe fn widen(
    (from, from_stride): (*const u8, usize),
    (to, to_stride): (*mut u8, usize),
    rows: usize,
    len: usize,
) {
    for row in 0..rows {
        for k in (0..len).step_by(WIDENED) {
            // SAFETY: the caller's promise. Words never get ahead of the bytes that are still to
            // be read: the last row's end where those do.
            unsafe {
                let bytes = from.add(row * from_stride + k);
                let words = to.add(row * to_stride + 2 * k);
                for half in [0, WIDENED / 2] {
                    let x = _mm_loadu_si128(bytes.add(half).cast());
                    _mm256_storeu_si256(words.add(2 * half).cast(), _mm256_cvtepu8_epi16(x));
                }
            }
        }
    }
}

/// Widens bytes of weights to words: a panel for many rows.
///
/// # Safety
/// `from` has `len` bytes, a multiple of 16, `to` room for as many words; the CPU has AVX2.
#[target_feature(enable = "avx2")]
pub(super) unsafe fn widen_panel(from: *const u8, len: usize, to: *mut u8) {
    for at in (0..len).step_by(16) {
        // SAFETY: the caller's promise.
        unsafe {
            let bytes = _mm_loadu_si128(from.add(at).cast());
            _mm256_storeu_si256(to.add(2 * at).cast(), _mm256_cvtepi8_epi16(bytes));
        }
    }
}
