//! Tiles of the matrix product in AVX-512 VNNI registers.

use std::arch::{asm, x86_64::*};

use super::store::{Accumulators, Sink, Tables, Target};
use crate::kernel::pack::PANEL;

/// Tiles that fetch one panel: each a line for every four steps of k, side by side.
pub(super) const FETCHING: usize = 4;

/// Steps of k in a round of the loop.
const UNROLL: usize = 4;

/// One tile of a product: rows of `a` against panels of weights.
#[derive(Clone, Copy)]
pub(super) struct Tile {
    pub a: *const u8,
    pub a_stride: usize,
    pub b: *const u8,
    /// Bytes from one panel to the next.
    pub b_stride: usize,
    /// Bytes of a row, in fours.
    pub k4: usize,
    /// The number of its first tile of rows, if that and the ones behind it are to fetch lines of
    /// the panels behind the tile's.
    pub fetch: Option<usize>,
    pub target: Target,
}

/// Loads a step of k of each panel, then multiplies it by that of each row.
macro_rules! step {
    (
        $a:literal $b:literal
        [$($panel:literal $panel_at:literal),*]
        $([$row_at:literal $four:literal $($acc:literal $by:literal),*])*
    ) => {
        concat!(
            $("vmovdqu64 zmm", $panel, ", [{b}", $panel_at, "+", $b, "]\n",)*
            $(
                "vpbroadcastd zmm", $four, ", [{a}", $row_at, "+", $a, "]\n",
                $("vpdpbusd zmm", $acc, ", zmm", $four, ", zmm", $by, "\n",)*
            )*
        )
    };
}

/// Defines the product of a whole tile: registers of panels, and for each row that of its four
/// bytes and its accumulators with the panels they belong to. Then the accumulators of each line that is
/// stored, and of each pooling window those of each panel.
///
/// As assembly, since nothing but multiply-adds should ask for their ports: the compiler
/// calculates with addresses that the loads' own arithmetic makes for free.
macro_rules! whole_tile {
    ($name:ident $far:ident, $($rest:tt)*) => {
        whole_tile! { @ $name, "/* {fetch} */", $($rest)* }
        whole_tile! { @ $far, "prefetcht1 [{b}+{fetch}]", $($rest)* }
    };
    (
        @ $name:ident, $fetch:literal, $nv:literal, $($offset:ident = $times:literal * $stride:ident),*;
        [$($panel:literal $panel_at:literal),*]
        $([$row_at:literal $four:literal $($acc:literal $by:literal),*])*
        store $rows:literal: $([$($sum:literal)*])*
        pool: $([$([$($of:literal)*])*])*
    ) => {
        /// # Safety
        /// As [`tile`], with as many panels as its name says and a multiple of its rows.
        #[inline]
        #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
        unsafe fn $name(t: &Tile, sink: &Sink) {
            let start = sink.start.wrapping_add(t.target.channel);
            // SAFETY: the tables have room behind the last channel.
            let tables = unsafe { Tables::<{ $nv * $rows }, $rows>::load(sink, t.target.channel) };
            // Tiles whose rows are no whole windows have none.
            #[allow(unused_variables)]
            // SAFETY: as above.
            let windows = unsafe { Tables::<$nv, 1>::load(sink, t.target.channel) };
            let mask = t.target.mask();
            let first = t.target.row / if sink.pooled { 4 } else { 1 };
            let mut at = first * sink.stride + t.target.channel;
            for row in (0..t.target.rows).step_by(ROWS[$nv]) {
                let nth = t.fetch.unwrap_or(0) + row / ROWS[$nv];
                let fetch = ($nv + nth / FETCHING) * t.b_stride + nth % FETCHING * 64;
                let mut sums = [_mm512_setzero_si512(); 24];
                // SAFETY: it reads `4 · k4` bytes of each row and as many steps of each panel, and
                // the panels' starts.
                unsafe {
                    asm!(
                        $(concat!("vmovdqu64 zmm", $panel, ", [{start}+64*(", $panel, "-24)]"),)*
                        $($(concat!("vmovdqa64 zmm", $acc, ", zmm", $by),)*)*
                        "sub {k4}, 4",
                        "jb 3f",
                        ".p2align 6",
                        "2:",
                        step!("0" "0" [$($panel $panel_at),*] $([$row_at $four $($acc $by),*])*),
                        step!("4" "64" [$($panel $panel_at),*] $([$row_at $four $($acc $by),*])*),
                        step!("8" "128" [$($panel $panel_at),*] $([$row_at $four $($acc $by),*])*),
                        step!("12" "192" [$($panel $panel_at),*] $([$row_at $four $($acc $by),*])*),
                        "add {a}, 16",
                        $fetch,
                        "add {b}, 256",
                        "sub {k4}, 4",
                        "jae 2b",
                        "3:",
                        "add {k4}, 4",
                        "jz 5f",
                        "4:",
                        step!("0" "0" [$($panel $panel_at),*] $([$row_at $four $($acc $by),*])*),
                        "add {a}, 4",
                        "add {b}, 64",
                        "dec {k4}",
                        "jnz 4b",
                        "5:",
                        a = inout(reg) t.a.wrapping_add(row * t.a_stride) => _,
                        b = inout(reg) t.b => _,
                        k4 = inout(reg) t.k4 => _,
                        fetch = in(reg) fetch,
                        start = in(reg) start,
                        $($offset = in(reg) $times * t.$stride,)*
                        out("zmm0") sums[0], out("zmm1") sums[1], out("zmm2") sums[2],
                        out("zmm3") sums[3], out("zmm4") sums[4], out("zmm5") sums[5],
                        out("zmm6") sums[6], out("zmm7") sums[7], out("zmm8") sums[8],
                        out("zmm9") sums[9], out("zmm10") sums[10], out("zmm11") sums[11],
                        out("zmm12") sums[12], out("zmm13") sums[13], out("zmm14") sums[14],
                        out("zmm15") sums[15], out("zmm16") sums[16], out("zmm17") sums[17],
                        out("zmm18") sums[18], out("zmm19") sums[19], out("zmm20") sums[20],
                        out("zmm21") sums[21], out("zmm22") sums[22], out("zmm23") sums[23],
                        out("zmm24") _, out("zmm25") _, out("zmm26") _, out("zmm27") _,
                        out("zmm28") _, out("zmm29") _, out("zmm30") _, out("zmm31") _,
                        options(nostack),
                    );
                }
                if sink.pooled {
                    $(
                        // SAFETY: the window and channels exist; nothing is added to what is pooled.
                        unsafe { windows.line([$(greatest([$(sums[$of]),*])),*], sink, at, mask) };
                        at += sink.stride;
                    )*
                    continue;
                }
                // One by one, and not in a loop: the sums are in registers.
                $(
                    // SAFETY: the rows and channels exist.
                    unsafe { tables.line([$(sums[$sum]),*], sink, at, mask) };
                    at += $rows * sink.stride;
                )*
            }
        }
    };
}

whole_tile! {
    tile_6x4 tile_6x4_far, 4, row1 = 1 * a_stride, row3 = 3 * a_stride, row5 = 5 * a_stride, panel1 = 1 * b_stride, panel3 = 3 * b_stride;
    [24 "", 25 "+{panel1}", 26 "+2*{panel1}", 27 "+{panel3}"]
    ["" 28 0 24, 1 25, 2 26, 3 27]
    ["+{row1}" 29 4 24, 5 25, 6 26, 7 27]
    ["+2*{row1}" 30 8 24, 9 25, 10 26, 11 27]
    ["+{row3}" 31 12 24, 13 25, 14 26, 15 27]
    ["+4*{row1}" 28 16 24, 17 25, 18 26, 19 27]
    ["+{row5}" 29 20 24, 21 25, 22 26, 23 27]
    store 1: [0 1 2 3] [4 5 6 7] [8 9 10 11] [12 13 14 15] [16 17 18 19] [20 21 22 23]
    // Its rows are no whole windows.
    pool:
}

whole_tile! {
    tile_8x3 tile_8x3_far, 3, row1 = 1 * a_stride, row3 = 3 * a_stride, row5 = 5 * a_stride, row7 = 7 * a_stride, panel1 = 1 * b_stride;
    [24 "", 25 "+{panel1}", 26 "+2*{panel1}"]
    ["" 28 0 24, 1 25, 2 26]
    ["+{row1}" 29 3 24, 4 25, 5 26]
    ["+2*{row1}" 30 6 24, 7 25, 8 26]
    ["+{row3}" 31 9 24, 10 25, 11 26]
    ["+4*{row1}" 28 12 24, 13 25, 14 26]
    ["+{row5}" 29 15 24, 16 25, 17 26]
    ["+2*{row3}" 30 18 24, 19 25, 20 26]
    ["+{row7}" 31 21 24, 22 25, 23 26]
    store 1: [0 1 2] [3 4 5] [6 7 8] [9 10 11] [12 13 14] [15 16 17] [18 19 20] [21 22 23]
    pool: [[0 3 6 9] [1 4 7 10] [2 5 8 11]] [[12 15 18 21] [13 16 19 22] [14 17 20 23]]
}

whole_tile! {
    tile_12x2 tile_12x2_far, 2, row1 = 1 * a_stride, row3 = 3 * a_stride, row5 = 5 * a_stride, row7 = 7 * a_stride, row9 = 9 * a_stride, row11 = 11 * a_stride, panel1 = 1 * b_stride;
    [24 "", 25 "+{panel1}"]
    ["" 26 0 24, 1 25]
    ["+{row1}" 27 2 24, 3 25]
    ["+2*{row1}" 28 4 24, 5 25]
    ["+{row3}" 29 6 24, 7 25]
    ["+4*{row1}" 30 8 24, 9 25]
    ["+{row5}" 31 10 24, 11 25]
    ["+2*{row3}" 26 12 24, 13 25]
    ["+{row7}" 27 14 24, 15 25]
    ["+8*{row1}" 28 16 24, 17 25]
    ["+{row9}" 29 18 24, 19 25]
    ["+2*{row5}" 30 20 24, 21 25]
    ["+{row11}" 31 22 24, 23 25]
    store 2: [0 1 2 3] [4 5 6 7] [8 9 10 11] [12 13 14 15] [16 17 18 19] [20 21 22 23]
    pool: [[0 2 4 6] [1 3 5 7]] [[8 10 12 14] [9 11 13 15]] [[16 18 20 22] [17 19 21 23]]
}

/// The greatest of a pooling window's sums.
#[inline]
#[target_feature(enable = "avx512f")]
fn greatest([a, b, c, d]: [__m512i; 4]) -> __m512i {
    _mm512_max_epi32(_mm512_max_epi32(a, b), _mm512_max_epi32(c, d))
}

/// The product of `MR` rows and `NV` panels.
///
/// # Safety
/// The rows and panels hold `4 · k4` bytes of k, the table `start` has the panels' channels.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
unsafe fn tile<const MR: usize, const NV: usize>(
    t: &Tile,
    start: *const i32,
    out: &mut Accumulators,
) {
    let mut acc = [[_mm512_setzero_si512(); NV]; MR];
    for j in 0..NV {
        // SAFETY: the table has room behind its last channel.
        let start = unsafe { _mm512_loadu_si512(start.add(j * PANEL).cast()) };
        for acc in &mut acc {
            acc[j] = start;
        }
    }
    // Addresses that take next to no arithmetic: a pointer for each three rows and each three
    // panels, moved once every `UNROLL` steps.
    let (stride, b_stride) = (t.a_stride, t.b_stride);
    let mut a: [*const u8; 4] = [
        t.a,
        t.a.wrapping_add(3 * stride),
        t.a.wrapping_add(6 * stride),
        t.a.wrapping_add(9 * stride),
    ];
    let mut b = [t.b, t.b.wrapping_add(3 * b_stride)];
    let mut left = t.k4;
    macro_rules! step {
        ($k:expr) => {
            let mut panels = [_mm512_setzero_si512(); NV];
            for (j, panel) in panels.iter_mut().enumerate() {
                let at = b[j / 3].wrapping_add(j % 3 * b_stride + $k * 64);
                // SAFETY: inside panel `j`.
                *panel = unsafe { _mm512_loadu_si512(at.cast()) };
            }
            for (i, acc) in acc.iter_mut().enumerate() {
                let four = a[i / 3].wrapping_add(i % 3 * stride + $k * 4).cast::<i32>();
                // SAFETY: inside row `i`.
                let four = _mm512_set1_epi32(unsafe { four.read_unaligned() });
                for j in 0..NV {
                    acc[j] = _mm512_dpbusd_epi32(acc[j], four, panels[j]);
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
        b = b.map(|b| b.wrapping_add(64 * UNROLL));
        left -= UNROLL;
    }
    for _ in 0..left {
        step!(0);
        a = a.map(|a| a.wrapping_add(4));
        b = b.map(|b| b.wrapping_add(64));
    }
    // The sums only stay in registers above if nothing refers to their array by a variable, so the
    // requantization reads them from memory.
    for (i, acc) in acc.iter().enumerate() {
        for (j, acc) in acc.iter().enumerate() {
            // SAFETY: 16 numbers.
            unsafe { _mm512_store_si512(out.panel_mut(i, j, NV).cast(), *acc) };
        }
    }
}

/// One row against one panel: the weights are read once, in order, at memory speed. Eight sums
/// run side by side to hide the instruction's latency.
///
/// # Safety
/// As [`tile`].
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
unsafe fn row_by_panel(t: &Tile, start: *const i32, out: &mut Accumulators) {
    let mut acc = [_mm512_setzero_si512(); 8];
    // SAFETY: `k < k4` for each, inside row and panel; the table has room behind its end.
    unsafe {
        acc[0] = _mm512_loadu_si512(start.cast());
        let step = |acc: __m512i, k: usize| {
            let four = t.a.add(k * 4).cast::<i32>().read_unaligned();
            let b = _mm512_loadu_si512(t.b.add(k * 64).cast());
            _mm512_dpbusd_epi32(acc, _mm512_set1_epi32(four), b)
        };
        let mut k = 0;
        while k + 8 <= t.k4 {
            for (i, acc) in acc.iter_mut().enumerate() {
                *acc = step(*acc, k + i);
            }
            k += 8;
        }
        for k in k..t.k4 {
            acc[k % 8] = step(acc[k % 8], k);
        }
        let sum = acc.into_iter().reduce(|a, b| _mm512_add_epi32(a, b)).expect("eight");
        _mm512_store_si512(out.panel_mut(0, 0, 1).cast(), sum);
    }
}

/// Rows of a tile with this many panels: 24 accumulators, as many as leave room for operands.
pub(super) const ROWS: [usize; 5] = [0, 12, 12, 8, 6];

/// The product of a tile's rows and panels, into the sink.
///
/// # Safety
/// As [`tile`] and [`Sink::store`], with at most `ROWS[panels]` rows or, of more than one panel, a
/// multiple of those; the CPU has AVX-512 F, BW, VL and VNNI.
pub(super) unsafe fn product(t: &Tile, sink: &Sink, acc: &mut Accumulators) {
    let start = sink.start.wrapping_add(t.target.channel);
    let tall = ROWS[t.target.panels];
    let whole = t.target.rows.is_multiple_of(tall) && (!sink.pooled || tall.is_multiple_of(4));
    macro_rules! dispatch {
        ($($nv:literal: $($mr:literal)*;)*) => {
            match (t.target.panels, t.target.rows) {
                // SAFETY: passed on.
                (1, 1) => unsafe { row_by_panel(t, start, acc) },
                // SAFETY: passed on.
                (4, _) if whole && t.fetch.is_none() => return unsafe { tile_6x4(t, sink) },
                // SAFETY: passed on.
                (4, _) if whole => return unsafe { tile_6x4_far(t, sink) },
                // SAFETY: passed on.
                (3, _) if whole && t.fetch.is_none() => return unsafe { tile_8x3(t, sink) },
                // SAFETY: passed on.
                (3, _) if whole => return unsafe { tile_8x3_far(t, sink) },
                // SAFETY: passed on.
                (2, _) if whole && t.fetch.is_none() => return unsafe { tile_12x2(t, sink) },
                // SAFETY: passed on.
                (2, _) if whole => return unsafe { tile_12x2_far(t, sink) },
                // SAFETY: passed on.
                $($(($nv, $mr) => unsafe { tile::<$mr, $nv>(t, start, acc) },)*)*
                (panels, rows) => unreachable!("a tile of {rows} rows and {panels} panels"),
            }
        };
    }
    dispatch! {
        1: 2 3 4 5 6 7 8 9 10 11 12;
        2: 1 2 3 4 5 6 7 8 9 10 11;
        3: 1 2 3 4 5 6 7;
        4: 1 2 3 4 5;
    }
    // SAFETY: passed on.
    unsafe { sink.store(acc, &t.target) };
}
