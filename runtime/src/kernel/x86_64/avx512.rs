//! Tiles of the matrix product in AVX-512 VNNI registers.

use std::arch::x86_64::*;

use super::store::{Accumulators, Sink, Target};
use crate::kernel::pack::PANEL;

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
    pub target: Target,
}

/// The product of `MR` rows and `NV` panels.
///
/// # Safety
/// The rows and panels hold `4 · k4` bytes of k, the table `start` has the panels' channels.
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
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
                // SAFETY: inside panel `j`; prefetching may miss. It is for panels too large for
                // the first-level cache.
                *panel = unsafe {
                    _mm_prefetch::<_MM_HINT_T0>(at.wrapping_add(1024).cast());
                    _mm512_loadu_si512(at.cast())
                };
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
#[target_feature(enable = "avx512f,avx512bw,avx512vnni")]
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
/// As [`tile`] and [`Sink::store`], with at most `ROWS[panels]` rows; the CPU has AVX-512 F, BW
/// and VNNI.
pub(super) unsafe fn product(t: &Tile, sink: &Sink, acc: &mut Accumulators) {
    let start = sink.start.wrapping_add(t.target.channel);
    macro_rules! dispatch {
        ($($nv:literal: $($mr:literal)*;)*) => {
            match (t.target.panels, t.target.rows) {
                // SAFETY: passed on.
                (1, 1) => unsafe { row_by_panel(t, start, acc) },
                // SAFETY: passed on.
                $($(($nv, $mr) => unsafe { tile::<$mr, $nv>(t, start, acc) },)*)*
                (panels, rows) => unreachable!("a tile of {rows} rows and {panels} panels"),
            }
        };
    }
    dispatch! {
        1: 2 3 4 5 6 7 8 9 10 11 12;
        2: 1 2 3 4 5 6 7 8 9 10 11 12;
        3: 1 2 3 4 5 6 7 8;
        4: 1 2 3 4 5 6;
    }
    // SAFETY: passed on.
    unsafe { sink.store(acc, &t.target) };
}
