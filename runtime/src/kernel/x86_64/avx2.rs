//! Tiles of the matrix product in 256-bit registers, with AVX-VNNI or with AVX2 alone.
//!
//! AVX2's own u8×i8 instruction adds pairs with saturation to 16 bits, which weights above half
//! their range can reach. Exact is the product of 16-bit pairs, so weights are packed as i16 and
//! a block of rows is widened once for all output channels. Either way a step reads four bytes of
//! a row and 64 of a panel, and the loops are the same.

use std::arch::{asm, x86_64::*};

use super::store::{Accumulators, Sink, Target};
use crate::kernel::pack::PANEL;

/// Rows of a tile: twelve sums of eight channels, as many as leave room for operands.
pub(super) const ROWS: usize = 6;

/// Steps of k in a round of the loop.
const UNROLL: usize = 4;

/// One tile of a product: rows of `a` against a panel of weights.
#[derive(Clone, Copy)]
pub(super) struct Tile {
    pub a: *const u8,
    pub a_stride: usize,
    pub b: *const u8,
    pub steps: usize,
    /// How far behind each fourth step of the panel a line is to be fetched.
    pub fetch: usize,
    /// How many rows, and how many of the panel's channels exist.
    pub rows: usize,
    pub lanes: usize,
}

/// A step of k: six rows against both halves of the panel, by three-operand `$multiply` of
/// accumulator, row and half.
macro_rules! step {
    ($multiply:ident $a:literal $b:literal) => {
        concat!(
            "vmovdqu ymm12, [{b}+", $b, "]\n",
            "vmovdqu ymm13, [{b}+", $b, "+32]\n",
            step!($multiply $a "", 0 1),
            step!($multiply $a "+{row1}", 2 3),
            step!($multiply $a "+2*{row1}", 4 5),
            step!($multiply $a "+{row3}", 6 7),
            step!($multiply $a "+4*{row1}", 8 9),
            step!($multiply $a "+{row5}", 10 11),
        )
    };
    ($multiply:ident $a:literal $row:literal, $first:literal $second:literal) => {
        concat!(
            "vpbroadcastd ymm14, [{a}", $row, "+", $a, "]\n",
            $multiply!($first "ymm14" "ymm12"),
            $multiply!($second "ymm14" "ymm13"),
        )
    };
}

/// Multiplies 16-bit pairs, then adds.
macro_rules! pairs {
    ($acc:literal $row:literal $half:literal) => {
        concat!(
            "vpmaddwd ymm15, ",
            $row,
            ", ",
            $half,
            "\n",
            "vpaddd ymm",
            $acc,
            ", ymm",
            $acc,
            ", ymm15\n",
        )
    };
}

/// Multiplies and adds fours of bytes.
macro_rules! fours {
    ($acc:literal $row:literal $half:literal) => {
        concat!("{{vex}} vpdpbusd ymm", $acc, ", ", $row, ", ", $half, "\n")
    };
}

/// Defines the product of a whole tile. As assembly, since nothing but multiply-adds should ask
/// for their ports: the compiler calculates with addresses that the loads' own arithmetic makes
/// for free, and adds up the products of several steps first, for which registers are too few.
macro_rules! whole_tile {
    ($name:ident $multiply:ident $features:literal) => {
        /// # Safety
        /// As [`tile`], with [`ROWS`] rows and both halves.
        #[target_feature(enable = $features)]
        unsafe fn $name(t: &Tile, start: *const i32, out: *mut i32) {
            // SAFETY: it reads `steps` fours of bytes of each row and as many steps of the panel,
            // and the panel's starts, and writes a tile of accumulators.
            unsafe {
                asm!(
                    "vmovdqu ymm0, [{start}]",
                    "vmovdqu ymm1, [{start}+32]",
                    "vmovdqa ymm2, ymm0", "vmovdqa ymm3, ymm1",
                    "vmovdqa ymm4, ymm0", "vmovdqa ymm5, ymm1",
                    "vmovdqa ymm6, ymm0", "vmovdqa ymm7, ymm1",
                    "vmovdqa ymm8, ymm0", "vmovdqa ymm9, ymm1",
                    "vmovdqa ymm10, ymm0", "vmovdqa ymm11, ymm1",
                    "sub {steps}, 4",
                    "jb 3f",
                    ".p2align 6",
                    "2:",
                    step!($multiply "0" "0"),
                    step!($multiply "4" "64"),
                    step!($multiply "8" "128"),
                    step!($multiply "12" "192"),
                    "prefetcht1 [{b}+{fetch}]",
                    "add {a}, 16",
                    "add {b}, 256",
                    "sub {steps}, 4",
                    "jae 2b",
                    "3:",
                    "add {steps}, 4",
                    "jz 5f",
                    "4:",
                    step!($multiply "0" "0"),
                    "add {a}, 4",
                    "add {b}, 64",
                    "dec {steps}",
                    "jnz 4b",
                    "5:",
                    "vmovdqa [{out}], ymm0", "vmovdqa [{out}+32], ymm1",
                    "vmovdqa [{out}+64], ymm2", "vmovdqa [{out}+96], ymm3",
                    "vmovdqa [{out}+128], ymm4", "vmovdqa [{out}+160], ymm5",
                    "vmovdqa [{out}+192], ymm6", "vmovdqa [{out}+224], ymm7",
                    "vmovdqa [{out}+256], ymm8", "vmovdqa [{out}+288], ymm9",
                    "vmovdqa [{out}+320], ymm10", "vmovdqa [{out}+352], ymm11",
                    a = inout(reg) t.a => _,
                    b = inout(reg) t.b => _,
                    steps = inout(reg) t.steps => _,
                    fetch = in(reg) t.fetch,
                    start = in(reg) start,
                    out = in(reg) out,
                    row1 = in(reg) t.a_stride,
                    row3 = in(reg) 3 * t.a_stride,
                    row5 = in(reg) 5 * t.a_stride,
                    out("ymm0") _, out("ymm1") _, out("ymm2") _, out("ymm3") _,
                    out("ymm4") _, out("ymm5") _, out("ymm6") _, out("ymm7") _,
                    out("ymm8") _, out("ymm9") _, out("ymm10") _, out("ymm11") _,
                    out("ymm12") _, out("ymm13") _, out("ymm14") _, out("ymm15") _,
                    options(nostack),
                );
            }
        }
    };
}

whole_tile! { whole_wide pairs "avx2" }
whole_tile! { whole_vnni fours "avx2,avxvnni" }

/// Adds the products of 16-bit pairs.
#[inline]
#[target_feature(enable = "avx2")]
fn multiply_add(mut acc: __m256i, a: __m256i, b: __m256i) -> __m256i {
    // SAFETY: it reads and writes its registers only.
    unsafe {
        std::arch::asm!(
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

/// `NH` halves of the panel: the second may have no channels.
///
/// # Safety
/// Rows and panel hold `steps` steps; the table `start` has the panel's channels, `out` room for
/// the rows, and is aligned to vectors; the CPU has AVX2, and AVX-VNNI if `VNNI`.
#[inline(always)]
unsafe fn tile<const MR: usize, const NH: usize, const VNNI: bool>(
    t: &Tile,
    start: *const i32,
    out: *mut i32,
) {
    // SAFETY: the caller's promise.
    unsafe {
        let load = |p: *const u8| _mm256_loadu_si256(p.cast());
        let mut acc = [[_mm256_setzero_si256(); NH]; MR];
        for acc in &mut acc {
            for (half, acc) in acc.iter_mut().enumerate() {
                *acc = load(start.add(8 * half).cast());
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
                    *panel = load(b.add($k * 64 + half * 32));
                }
                for (i, acc) in acc.iter_mut().enumerate() {
                    let four = a[i / 3].add(i % 3 * stride + $k * 4);
                    let four = _mm256_set1_epi32(four.cast::<i32>().read_unaligned());
                    for (acc, b) in acc.iter_mut().zip(panel) {
                        *acc = if VNNI {
                            _mm256_dpbusd_avx_epi32(*acc, four, b)
                        } else {
                            multiply_add(*acc, four, b)
                        };
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
            b = b.wrapping_add(64 * UNROLL);
            left -= UNROLL;
        }
        for _ in 0..left {
            step!(0);
            a = a.map(|a| a.wrapping_add(4));
            b = b.wrapping_add(64);
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
/// As [`tile`].
#[target_feature(enable = "avx2")]
unsafe fn wide<const MR: usize, const NH: usize>(t: &Tile, start: *const i32, out: *mut i32) {
    // SAFETY: passed on.
    unsafe { tile::<MR, NH, false>(t, start, out) }
}

/// # Safety
/// As [`tile`].
#[target_feature(enable = "avx2,avxvnni")]
unsafe fn vnni<const MR: usize, const NH: usize>(t: &Tile, start: *const i32, out: *mut i32) {
    // SAFETY: passed on.
    unsafe { tile::<MR, NH, true>(t, start, out) }
}

/// The product of a tile's rows and panel: rows of sums.
///
/// # Safety
/// As [`tile`], with at most [`ROWS`] rows.
pub(super) unsafe fn multiply(t: &Tile, has_vnni: bool, start: *const i32, out: *mut i32) {
    macro_rules! dispatch {
        ($($mr:literal)*) => {
            match (t.rows, t.lanes > PANEL / 2, has_vnni) {
                (ROWS, true, false) => whole_wide(t, start, out),
                (ROWS, true, true) => whole_vnni(t, start, out),
                $(
                    ($mr, true, false) => wide::<$mr, 2>(t, start, out),
                    ($mr, true, true) => vnni::<$mr, 2>(t, start, out),
                    ($mr, false, false) => wide::<$mr, 1>(t, start, out),
                    ($mr, false, true) => vnni::<$mr, 1>(t, start, out),
                )*
                (ROWS, false, false) => wide::<ROWS, 1>(t, start, out),
                (ROWS, false, true) => vnni::<ROWS, 1>(t, start, out),
                (rows, ..) => unreachable!("a tile of {rows} rows"),
            }
        };
    }
    // SAFETY: passed on.
    unsafe { dispatch!(1 2 3 4 5) }
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
            let out = sink.out.add(at);
            if target.lanes == PANEL {
                _mm_storeu_si128(out.cast(), bytes);
            } else {
                let mut part = [0u8; PANEL];
                _mm_storeu_si128(part.as_mut_ptr().cast(), bytes);
                std::ptr::copy_nonoverlapping(part.as_ptr(), out, target.lanes);
            }
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
