//! Tiles of the matrix product in 256-bit registers, with AVX-VNNI or with AVX2 alone.
//!
//! AVX2's own u8×i8 instruction adds pairs with saturation to 16 bits, which weights above half
//! their range can reach. Exact is the product of 16-bit pairs, so a block of rows is widened once
//! for all output channels, and a panel of weights once for all rows, or as it is read if these are
//! few. Either way a step reads four bytes of a row, and the loops are the same.

use std::{
    arch::{asm, x86_64::*},
    mem::offset_of,
};

use super::store::Sink;
use crate::kernel::pack::PANEL;

/// Rows of a tile: twelve sums of eight channels, as many as leave room for operands.
pub(super) const ROWS: usize = 6;

/// Steps of k in a round of the loop.
const UNROLL: usize = 4;

/// What a step multiplies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operands {
    /// Fours of bytes, with AVX-VNNI.
    Fours,
    /// Pairs of words.
    Words,
    /// Pairs of words, of which the panel's are bytes that each tile widens.
    WidenedWords,
}

/// Rows of `a`, one below the other, against a panel of weights.
#[derive(Clone, Copy)]
#[repr(C)]
pub(super) struct Tile {
    pub a: *const u8,
    pub a_stride: usize,
    pub b: *const u8,
    pub steps: usize,
    /// Where the sums start, for each of the panel's channels.
    pub start: *const i32,
    /// How far behind each fourth step of the panel a line is to be fetched: for the first whole
    /// tile, the next line for the next one.
    pub fetch: usize,
    /// How many rows, and how many of the panel's channels exist.
    pub rows: usize,
    pub lanes: usize,
}

/// What takes whole tiles of sums to bytes without leaving the registers: for sinks that neither
/// add nor pool and whose steps all are integers.
#[repr(C, align(32))]
pub(super) struct Finish {
    zero_point: [i16; 16],
    low: [u8; 32],
    high: [u8; 32],
    /// Puts what was packed within 128-bit lanes in order.
    order: [u32; 8],
    add: *const f32,
    mul: *const f32,
    stride: usize,
}

impl Finish {
    /// For the panel whose first output channel is `channel`, if it is a sink for this.
    pub fn new(sink: &Sink, channel: usize) -> Option<Self> {
        let plain = sink.moderate && !sink.pooled && sink.residual.is_null();
        plain.then(|| Finish {
            zero_point: [i16::from(sink.store.zero_point); 16],
            low: [sink.bounds.0; 32],
            high: [sink.bounds.1; 32],
            order: [0, 4, 1, 5, 2, 6, 3, 7],
            add: sink.add.wrapping_add(channel),
            mul: sink.mul.wrapping_add(channel),
            stride: sink.stride,
        })
    }
}

/// The `$k`th step of a round: six rows against both halves of the panel, which `$load` brings, by
/// three-operand `$multiply` of accumulator, row and half.
macro_rules! step {
    ($load:literal $multiply:ident $k:literal) => {
        concat!(
            $load, " ymm12, [{b}+", $k, "*{len}]\n",
            $load, " ymm13, [{b}+", $k, "*{len}+{len}/2]\n",
            step!($multiply $k "", 0 1),
            step!($multiply $k "+{row1}", 2 3),
            step!($multiply $k "+2*{row1}", 4 5),
            step!($multiply $k "+{row3}", 6 7),
            step!($multiply $k "+4*{row1}", 8 9),
            step!($multiply $k "+{row5}", 10 11),
        )
    };
    ($multiply:ident $k:literal $row:literal, $first:literal $second:literal) => {
        concat!(
            "vpbroadcastd ymm14, [{a}", $row, "+", $k, "*4]\n",
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

/// Writes a tile of sums.
macro_rules! keep {
    () => {
        concat!(
            "vmovdqa [{out}], ymm0\n vmovdqa [{out}+32], ymm1\n",
            "vmovdqa [{out}+64], ymm2\n vmovdqa [{out}+96], ymm3\n",
            "vmovdqa [{out}+128], ymm4\n vmovdqa [{out}+160], ymm5\n",
            "vmovdqa [{out}+192], ymm6\n vmovdqa [{out}+224], ymm7\n",
            "vmovdqa [{out}+256], ymm8\n vmovdqa [{out}+288], ymm9\n",
            "vmovdqa [{out}+320], ymm10\n vmovdqa [{out}+352], ymm11\n",
            "add {out}, 384\n",
        )
    };
}

/// Writes a tile of bytes, each two rows together; `b` and `start` are free by then.
macro_rules! requantize {
    () => {
        concat!(
            "mov {b}, [{finish}+{add}]\n",
            "mov {start}, [{finish}+{mul}]\n",
            "vmovdqa ymm14, [{finish}+{order}]\n",
            requantize!(0 1 2 3), requantize!(4 5 6 7), requantize!(8 9 10 11),
        )
    };
    ($a:literal $b:literal $c:literal $d:literal) => {
        concat!(
            requantize!($a ""), requantize!($b "+32"),
            requantize!($c ""), requantize!($d "+32"),
            "vpackssdw ymm", $a, ", ymm", $a, ", ymm", $b, "\n",
            "vpackssdw ymm", $c, ", ymm", $c, ", ymm", $d, "\n",
            "vpaddsw ymm", $a, ", ymm", $a, ", [{finish}+{zero_point}]\n",
            "vpaddsw ymm", $c, ", ymm", $c, ", [{finish}+{zero_point}]\n",
            "vpackuswb ymm", $a, ", ymm", $a, ", ymm", $c, "\n",
            "vpermd ymm", $a, ", ymm14, ymm", $a, "\n",
            "vpmaxub ymm", $a, ", ymm", $a, ", [{finish}+{low}]\n",
            "vpminub ymm", $a, ", ymm", $a, ", [{finish}+{high}]\n",
            "vmovdqu [{out}], xmm", $a, "\n",
            "vextracti128 [{out}+{stride}], ymm", $a, ", 1\n",
            "lea {out}, [{out}+2*{stride}]\n",
        )
    };
    ($acc:literal $half:literal) => {
        concat!(
            "vcvtdq2ps ymm", $acc, ", ymm", $acc, "\n",
            "vaddps ymm", $acc, ", ymm", $acc, ", [{b}", $half, "]\n",
            "vmulps ymm", $acc, ", ymm", $acc, ", [{start}", $half, "]\n",
            "vcvtps2dq ymm", $acc, ", ymm", $acc, "\n",
        )
    };
}

/// The product of whole tiles, one below the other, that `$end`s each. As assembly, since nothing
/// but multiply-adds should ask for their ports: the compiler calculates with addresses that the
/// loads' own arithmetic makes for free, and adds up the products of several steps first, for
/// which registers are too few.
macro_rules! whole_tiles {
    ($load:literal $multiply:ident $step:ty, $end:ident, $t:ident, $out:expr, $($operands:tt)*) => {
        asm!(
            "2:",
            "mov {start}, [{tile}+{start_at}]",
            "mov {b}, [{tile}+{b_at}]",
            "mov {steps}, [{tile}+{steps_at}]",
            "vmovdqu ymm0, [{start}]",
            "vmovdqu ymm1, [{start}+32]",
            "vmovdqa ymm2, ymm0", "vmovdqa ymm3, ymm1",
            "vmovdqa ymm4, ymm0", "vmovdqa ymm5, ymm1",
            "vmovdqa ymm6, ymm0", "vmovdqa ymm7, ymm1",
            "vmovdqa ymm8, ymm0", "vmovdqa ymm9, ymm1",
            "vmovdqa ymm10, ymm0", "vmovdqa ymm11, ymm1",
            "sub {steps}, 4",
            "jb 4f",
            ".p2align 5",
            "3:",
            step!($load $multiply "0"),
            step!($load $multiply "1"),
            step!($load $multiply "2"),
            step!($load $multiply "3"),
            "prefetcht1 [{b}+{fetch}]",
            "add {a}, 16",
            "add {b}, 4*{len}",
            "sub {steps}, 4",
            "jae 3b",
            "4:",
            "add {steps}, 4",
            "jz 6f",
            "5:",
            step!($load $multiply "0"),
            "add {a}, 4",
            "add {b}, {len}",
            "dec {steps}",
            "jnz 5b",
            "6:",
            $end!(),
            "mov {steps}, [{tile}+{steps_at}]",
            "shl {steps}, 2",
            "sub {a}, {steps}",
            "add {a}, {row5}",
            "add {a}, {row1}",
            "add {fetch}, 64",
            "dec {tiles}",
            "jnz 2b",
            len = const <$step as Step>::LEN,
            tile = in(reg) $t,
            start_at = const offset_of!(Tile, start),
            b_at = const offset_of!(Tile, b),
            steps_at = const offset_of!(Tile, steps),
            a = inout(reg) $t.a => _,
            b = out(reg) _,
            steps = out(reg) _,
            start = out(reg) _,
            fetch = inout(reg) $t.fetch => _,
            tiles = inout(reg) $t.rows / ROWS => _,
            row1 = in(reg) $t.a_stride,
            row3 = in(reg) 3 * $t.a_stride,
            row5 = in(reg) 5 * $t.a_stride,
            out = inout(reg) $out => _,
            $($operands)*
            out("ymm0") _, out("ymm1") _, out("ymm2") _, out("ymm3") _,
            out("ymm4") _, out("ymm5") _, out("ymm6") _, out("ymm7") _,
            out("ymm8") _, out("ymm9") _, out("ymm10") _, out("ymm11") _,
            out("ymm12") _, out("ymm13") _, out("ymm14") _, out("ymm15") _,
            options(nostack),
        )
    };
}

/// Defines what whole tiles become: sums or bytes.
macro_rules! whole {
    ($sums:ident $bytes:ident, $load:literal $multiply:ident $step:ty, $features:literal) => {
        /// # Safety
        /// As [`sums`], for at least one whole tile of both halves.
        #[target_feature(enable = $features)]
        unsafe fn $sums(t: &Tile, out: *mut i32) {
            // SAFETY: it reads `steps` fours of bytes of each row and as many steps of the panel,
            // and the panel's starts, and writes tiles of sums.
            unsafe { whole_tiles!($load $multiply $step, keep, t, out,) }
        }

        /// # Safety
        /// As [`bytes`], likewise.
        #[target_feature(enable = $features)]
        unsafe fn $bytes(t: &Tile, finish: &Finish, out: *mut u8) {
            // SAFETY: as above, and it writes a panel of each row's outputs.
            unsafe {
                whole_tiles!(
                    $load $multiply $step, requantize, t, out,
                    finish = in(reg) finish,
                    stride = in(reg) finish.stride,
                    zero_point = const offset_of!(Finish, zero_point),
                    low = const offset_of!(Finish, low),
                    high = const offset_of!(Finish, high),
                    order = const offset_of!(Finish, order),
                    add = const offset_of!(Finish, add),
                    mul = const offset_of!(Finish, mul),
                )
            }
        }
    };
}

whole! { word_sums word_bytes, "vmovdqu" pairs Words, "avx2" }
whole! { widened_sums widened_bytes, "vpmovsxbw" pairs WidenedWords, "avx2" }
whole! { four_sums four_bytes, "vmovdqu" fours Fours, "avx2,avxvnni" }

/// How a step is read and multiplied.
trait Step {
    /// Bytes of a panel's step.
    const LEN: usize;

    /// Eight channels of a panel.
    ///
    /// # Safety
    /// They are there; the CPU has AVX2.
    unsafe fn load(b: *const u8, half: usize) -> __m256i;

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
    unsafe fn load(b: *const u8, half: usize) -> __m256i {
        // SAFETY: the caller's promise.
        unsafe { _mm256_loadu_si256(b.add(half * 32).cast()) }
    }

    #[inline(always)]
    unsafe fn multiply_add(acc: __m256i, a: __m256i, b: __m256i) -> __m256i {
        // SAFETY: the caller's promise.
        unsafe { _mm256_dpbusd_avx_epi32(acc, a, b) }
    }
}

impl Step for Words {
    const LEN: usize = 64;

    #[inline(always)]
    unsafe fn load(b: *const u8, half: usize) -> __m256i {
        // SAFETY: the caller's promise.
        unsafe { _mm256_loadu_si256(b.add(half * 32).cast()) }
    }

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

/// The products of a tile's rows and panel: rows of sums.
///
/// # Safety
/// Rows and panel hold `steps` steps; `start` has the panel's channels, `out` room for the rows,
/// and is aligned to vectors; the CPU has AVX2, and AVX-VNNI for [`Operands::Fours`].
pub(super) unsafe fn sums(t: &Tile, operands: Operands, out: *mut i32) {
    let both = t.lanes > PANEL / 2;
    let whole = if both { t.rows / ROWS * ROWS } else { 0 };
    // SAFETY: passed on, for rows that exist.
    unsafe {
        match operands {
            _ if whole == 0 => {}
            Operands::Fours => four_sums(t, out),
            Operands::Words => word_sums(t, out),
            Operands::WidenedWords => widened_sums(t, out),
        }
        for row in (whole..t.rows).step_by(ROWS) {
            let a = t.a.wrapping_add(row * t.a_stride);
            let part = Tile { a, rows: ROWS.min(t.rows - row), ..*t };
            part_sums(&part, both, operands, out.add(row * PANEL));
        }
    }
}

/// As [`sums`] for what is less than a whole tile.
///
/// # Safety
/// As [`sums`].
unsafe fn part_sums(t: &Tile, both: bool, operands: Operands, out: *mut i32) {
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

/// The products of whole tiles' rows and a whole panel as `finish` has them: rows of bytes, the
/// first at `out`.
///
/// # Safety
/// As [`sums`], but that `out` has room for bytes; the tables of `finish` have a panel's room.
pub(super) unsafe fn bytes(t: &Tile, operands: Operands, finish: &Finish, out: *mut u8) {
    assert!(t.rows.is_multiple_of(ROWS) && t.lanes == PANEL, "no whole tiles");
    // SAFETY: passed on.
    unsafe {
        match operands {
            _ if t.rows == 0 => {}
            Operands::Fours => four_bytes(t, finish, out),
            Operands::Words => word_bytes(t, finish, out),
            Operands::WidenedWords => widened_bytes(t, finish, out),
        }
    }
}
