//! What is less than a whole tile.

use std::arch::{asm, x86_64::*};

use super::{Operands, ROWS, Tile};
use crate::kernel::pack::PANEL;

/// Steps of k in a round of the loop.
const UNROLL: usize = 4;

/// How a step is read and multiplied.
trait Step {
    /// Bytes of a panel's step.
    const LEN: usize;

    /// Eight channels of a panel.
    ///
    /// # Safety
    /// They are there; the CPU has AVX2.
    #[inline(always)]
    unsafe fn load(b: *const u8, half: usize) -> __m256i {
        // SAFETY: the caller's promise.
        unsafe { _mm256_loadu_si256(b.add(half * 32).cast()) }
    }

    /// # Safety
    /// The CPU has the instruction.
    unsafe fn multiply_add(acc: __m256i, a: __m256i, b: __m256i) -> __m256i;
}

struct Fours;
struct Words;
struct WidenedWords;

impl Step for Fours {
    const LEN: usize = 64;

    #[inline(always)]
    unsafe fn multiply_add(acc: __m256i, a: __m256i, b: __m256i) -> __m256i {
        // SAFETY: the caller's promise.
        unsafe { _mm256_dpbusd_avx_epi32(acc, a, b) }
    }
}

impl Step for Words {
    const LEN: usize = 64;

    #[inline(always)]
    unsafe fn multiply_add(acc: __m256i, a: __m256i, b: __m256i) -> __m256i {
        // SAFETY: the caller's promise.
        unsafe { multiply_add_words(acc, a, b) }
    }
}

/// As assembly, since the compiler adds up the products of several steps first, for which
/// registers are too few.
#[inline]
#[target_feature(enable = "avx2")]
fn multiply_add_words(mut acc: __m256i, a: __m256i, b: __m256i) -> __m256i {
    // SAFETY: it reads and writes its registers only.
    unsafe {
        asm!(
            "vpmaddwd {two}, {a}, {b}",
            "vpaddd {acc}, {acc}, {two}",
            two = out(ymm_reg) _,
            acc = inout(ymm_reg) acc,
            a = in(ymm_reg) a,
            b = in(ymm_reg) b,
            options(pure, nomem, nostack, preserves_flags),
        );
    }
    acc
}

impl Step for WidenedWords {
    const LEN: usize = 32;

    #[inline(always)]
    unsafe fn load(b: *const u8, half: usize) -> __m256i {
        // SAFETY: the caller's promise.
        unsafe { _mm256_cvtepi8_epi16(_mm_loadu_si128(b.add(half * 16).cast())) }
    }

    #[inline(always)]
    unsafe fn multiply_add(acc: __m256i, a: __m256i, b: __m256i) -> __m256i {
        // SAFETY: the caller's promise.
        unsafe { multiply_add_words(acc, a, b) }
    }
}

/// `NH` halves of the panel: the second may have no channels.
///
/// # Safety
/// As [`sums`], for `MR` rows.
#[inline(always)]
unsafe fn tile<const MR: usize, const NH: usize, S: Step>(t: &Tile, out: *mut i32) {
    // SAFETY: the caller's promise.
    unsafe {
        let mut acc = [[_mm256_setzero_si256(); NH]; MR];
        for acc in &mut acc {
            for (half, acc) in acc.iter_mut().enumerate() {
                *acc = _mm256_loadu_si256(t.start.add(8 * half).cast());
            }
        }
        // Addresses that take next to no arithmetic, since that competes with the multiplications
        // for execution ports: a pointer for each three rows, moved once every `UNROLL` steps.
        let stride = t.a_stride;
        let (mut a, mut b) = ([t.a, t.a.wrapping_add(3 * stride)], t.b);
        let mut left = t.steps;
        macro_rules! step {
            ($k:expr) => {
                let mut panel = [_mm256_setzero_si256(); NH];
                for (half, panel) in panel.iter_mut().enumerate() {
                    *panel = S::load(b.add($k * S::LEN), half);
                }
                for (i, acc) in acc.iter_mut().enumerate() {
                    let four = a[i / 3].add(i % 3 * stride + $k * 4);
                    let four = _mm256_set1_epi32(four.cast::<i32>().read_unaligned());
                    for (acc, b) in acc.iter_mut().zip(panel) {
                        *acc = S::multiply_add(*acc, four, b);
                    }
                }
            };
        }
        while left >= UNROLL {
            step!(0);
            step!(1);
            step!(2);
            step!(3);
            a = a.map(|a| a.wrapping_add(4 * UNROLL));
            b = b.wrapping_add(S::LEN * UNROLL);
            left -= UNROLL;
        }
        for _ in 0..left {
            step!(0);
            a = a.map(|a| a.wrapping_add(4));
            b = b.wrapping_add(S::LEN);
        }
        // As in the 512-bit tiles: only named by constants do the sums stay in registers.
        for (i, acc) in acc.iter().enumerate() {
            let to = out.add(PANEL * i);
            _mm256_store_si256(to.cast(), acc[0]);
            let second = if NH == 2 { acc[NH - 1] } else { _mm256_setzero_si256() };
            _mm256_store_si256(to.add(8).cast(), second);
        }
    }
}

/// # Safety
/// As [`sums`].
#[target_feature(enable = "avx2")]
unsafe fn avx2<const MR: usize, const NH: usize, S: Step>(t: &Tile, out: *mut i32) {
    // SAFETY: passed on.
    unsafe { tile::<MR, NH, S>(t, out) }
}

/// # Safety
/// As [`sums`].
#[target_feature(enable = "avx2,avxvnni")]
unsafe fn avxvnni<const MR: usize, const NH: usize>(t: &Tile, out: *mut i32) {
    // SAFETY: passed on.
    unsafe { tile::<MR, NH, Fours>(t, out) }
}

/// The products of fewer rows than a tile has, or of as many with half a panel.
///
/// # Safety
/// As [`sums`](super::sums).
pub unsafe fn sums(t: &Tile, both: bool, operands: Operands, out: *mut i32) {
    macro_rules! dispatch {
        ($($mr:literal)*) => {
            match (t.rows, both, operands) {
                $(
                    ($mr, true, Operands::Fours) => avxvnni::<$mr, 2>(t, out),
                    ($mr, true, Operands::Words) => avx2::<$mr, 2, Words>(t, out),
                    ($mr, true, Operands::WidenedWords) => avx2::<$mr, 2, WidenedWords>(t, out),
                    ($mr, false, Operands::Fours) => avxvnni::<$mr, 1>(t, out),
                    ($mr, false, Operands::Words) => avx2::<$mr, 1, Words>(t, out),
                    ($mr, false, Operands::WidenedWords) => avx2::<$mr, 1, WidenedWords>(t, out),
                )*
                (_, false, Operands::Fours) => avxvnni::<ROWS, 1>(t, out),
                (_, false, Operands::Words) => avx2::<ROWS, 1, Words>(t, out),
                (_, false, Operands::WidenedWords) => avx2::<ROWS, 1, WidenedWords>(t, out),
                (rows, true, _) => unreachable!("{rows} rows are a whole tile"),
            }
        };
    }
    // SAFETY: passed on.
    unsafe { dispatch!(1 2 3 4 5) }
}
