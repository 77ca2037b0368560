//! The sums before and after the products, in vectors of either width.

use std::arch::x86_64::*;

use crate::kernel::{
    pack::PANEL,
    winograd::{PLACES, READ, SQUARE},
    x86_64::store::Accumulators,
};

/// Squares of a row whose outputs are stored together: as many as the accumulators have room for.
pub(super) const RUN: usize = Accumulators::LEN / PANEL / (SQUARE * SQUARE);

/// How many cells of weights ahead the next ones are fetched: of nine lines one each.
const AHEAD: usize = 8;

/// Times nine one, modulo 2³².
const NINTH: i32 = 954_437_177;

/// By which powers of two outputs are too large, by their row and again by their column.
const SHIFTS: [i32; SQUARE] = [3, 2, 1, 1];

/// Squares whose products are computed before they are summed up: whole tiles of either width, whose
/// products stay in the first-level cache.
pub(super) const STRIP: usize = 12;

/// The products of a strip with a panel.
#[derive(Clone, Copy)]
pub(super) struct Products {
    /// Those of the first square at the first place: a panel of integers.
    pub first: *const i32,
    /// Integers from one square's to the next's, and from those at one place to the next.
    pub square: usize,
    pub place: usize,
}

/// The row of the accumulators for an output of a square of a run: lines of pixels, one after the
/// other, or if they are `pooled` lines of windows.
fn row_of(square: usize, y: usize, x: usize, pooled: bool) -> usize {
    if pooled {
        ((y / 2 * RUN + square) * 2 + x / 2) * 4 + y % 2 * 2 + x % 2
    } else {
        (y * RUN + square) * SQUARE + x
    }
}

/// A cell of a panel's weights, two steps for each channel, as words: so they are multiplied.
///
/// # Safety
/// The cell is valid for reads.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn pairs(cell: *const u8) -> [__m256i; 2] {
    // SAFETY: the caller's promise.
    let halves = unsafe { [0, 16].map(|at| _mm_loadu_si128(cell.add(at).cast())) };
    [_mm256_cvtepi8_epi16(halves[0]), _mm256_cvtepi8_epi16(halves[1])]
}

/// A cell of four steps for each channel: the first two of all channels, then the others.
///
/// # Safety
/// The cell is valid for reads.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
unsafe fn fours(cell: *const u8) -> [__m512i; 2] {
    // Words of two bytes: those at even places come first.
    const EVEN_THEN_ODD: [u16; 32] = {
        let mut order = [0; 32];
        let mut i = 0;
        while i < 32 {
            order[i] = (2 * i % 32 + i / 16) as u16;
            i += 1;
        }
        order
    };
    // SAFETY: the caller's promise.
    let (cell, order) = unsafe {
        (_mm512_loadu_si512(cell.cast()), _mm512_loadu_si512(EVEN_THEN_ODD.as_ptr().cast()))
    };
    let pairs = _mm512_permutexvar_epi16(order, cell);
    let halves = [_mm512_castsi512_si256(pairs), _mm512_extracti64x4_epi64::<1>(pairs)];
    [_mm512_cvtepi8_epi16(halves[0]), _mm512_cvtepi8_epi16(halves[1])]
}

macro_rules! sums {
    (
        $name:ident, $features:literal, $words:literal, $cell:ident $steps:literal,
        $($intrinsic:ident as $of:ident),*
    ) => {
        pub(super) mod $name {
            use std::arch::x86_64::{
                $($intrinsic as $of),*, _MM_HINT_T0, _mm_cvtsi32_si128, _mm_prefetch,
            };

            use super::{
                $cell as words_of, AHEAD, Accumulators, NINTH, PANEL, PLACES, Products, READ, SHIFTS,
                SQUARE, row_of,
            };

            /// Steps of a cell of weights.
            const CELL: usize = $steps;

            /// `Bᵀ·d`: of six inputs of a row or column.
            #[inline]
            #[target_feature(enable = $features)]
            fn of_inputs([a, b, c, d, e, f]: [Vector; READ]) -> [Vector; READ] {
                let (ce, bd) = (sub16(e, c), sub16(d, b));
                let (even, odd) = (sub16(e, shl16::<2>(c)), sub16(d, shl16::<2>(b)));
                let twice = add16(bd, bd);
                [
                    add16(shl16::<2>(sub16(a, c)), ce),
                    add16(even, odd),
                    sub16(even, odd),
                    add16(ce, twice),
                    sub16(ce, twice),
                    sub16(sub16(f, d), shl16::<2>(bd)),
                ]
            }

            /// # Safety
            /// As `Width::sum_inputs`.
            #[target_feature(enable = $features)]
            pub unsafe fn of_square(inputs: &[*const u8; PLACES], depth: usize, to: *mut i16) {
                for channel in (0..depth).step_by($words) {
                    let mut columns = [[zero(); READ]; READ];
                    for (x, column) in columns.iter_mut().enumerate() {
                        for (y, words) in column.iter_mut().enumerate() {
                            // SAFETY: the caller's promise.
                            let bytes = unsafe { load(inputs[READ * y + x].add(channel).cast()) };
                            *words = widen(bytes);
                        }
                        *column = of_inputs(*column);
                    }
                    for y in 0..READ {
                        let [a, b, c, d, e, f] = &columns;
                        let row = of_inputs([a[y], b[y], c[y], d[y], e[y], f[y]]);
                        for (x, sum) in row.into_iter().enumerate() {
                            let at = (READ * y + x) * depth + channel;
                            // SAFETY: the caller's promise.
                            unsafe { store16(to.add(at).cast(), sum) };
                        }
                    }
                }
            }

            /// `G·g`, times integers: of the three weights of a row or column.
            #[inline]
            #[target_feature(enable = $features)]
            fn of_weights([a, b, c]: [Vector; 3]) -> [Vector; READ] {
                let six = |x| add16(shl16::<2>(x), shl16::<1>(x));
                let (near, far, twice) = (add16(a, c), add16(a, shl16::<2>(c)), add16(b, b));
                [
                    six(a),
                    add16(near, b),
                    sub16(near, b),
                    add16(far, twice),
                    sub16(far, twice),
                    six(c),
                ]
            }

            /// # Safety
            /// As `Width::sum_weights`.
            #[target_feature(enable = $features)]
            pub unsafe fn of_panel(
                panel: *const u8,
                channels: usize,
                to: *mut i16,
                place: usize,
            ) {
                for channel in (0..channels).step_by(CELL) {
                    let mut weights = [[[zero(); 3]; 3]; 2];
                    // Of this panel or the next one.
                    let ahead = match channel + AHEAD * CELL {
                        ahead if ahead < channels => ahead,
                        beyond => beyond + 8 * channels,
                    };
                    for tap in 0..9 {
                        let cell = panel.wrapping_add((tap * channels + channel) * PANEL);
                        let ahead = panel.wrapping_add((tap * channels + ahead) * PANEL);
                        // SAFETY: a cell of the panel; what is fetched ahead may be anywhere.
                        let words = unsafe {
                            _mm_prefetch::<_MM_HINT_T0>(ahead.cast());
                            words_of(cell)
                        };
                        (weights[0][tap % 3][tap / 3], weights[1][tap % 3][tap / 3]) =
                            (words[0], words[1]);
                    }
                    for (half, [a, b, c]) in weights.into_iter().enumerate() {
                        let at = to.wrapping_add(channel * PANEL + half * $words);
                        let [a, b, c] = [of_weights(a), of_weights(b), of_weights(c)];
                        for y in 0..READ {
                            for (x, sum) in of_weights([a[y], b[y], c[y]]).into_iter().enumerate() {
                                let at = at.wrapping_add((READ * y + x) * place);
                                // SAFETY: half a cell at a place.
                                unsafe { store16(at.cast(), sum) };
                            }
                        }
                    }
                }
            }

            /// `Aᵀ·m`, times integers: of six products of a row or column.
            #[inline]
            #[target_feature(enable = $features)]
            fn of_products([a, b, c, d, e, f]: [Vector; READ]) -> [Vector; SQUARE] {
                let (near, across) = (add(b, c), sub(b, c));
                let (far, far_across) = (add(d, e), sub(d, e));
                [
                    add(sub(a, shl::<2>(near)), far),
                    sub(far_across, shl::<1>(across)),
                    sub(far, near),
                    add(sub(shl::<1>(far_across), across), f),
                ]
            }

            /// # Safety
            /// As `Width::sum_products`.
            #[target_feature(enable = $features)]
            pub unsafe fn of_run(
                products: Products,
                run: usize,
                pooled: bool,
                acc: &mut Accumulators,
            ) {
                for i in 0..run {
                    for part in (0..PANEL).step_by($words / 2) {
                        let first = products.first.wrapping_add(i * products.square + part);
                        let mut columns = [[zero(); SQUARE]; READ];
                        for (x, column) in columns.iter_mut().enumerate() {
                            let mut values = [zero(); READ];
                            for (y, value) in values.iter_mut().enumerate() {
                                let at = first.wrapping_add((READ * y + x) * products.place);
                                // SAFETY: written.
                                *value = unsafe { load32(at.cast()) };
                            }
                            *column = of_products(values);
                        }
                        for y in 0..SQUARE {
                            let [a, b, c, d, e, f] = &columns;
                            let row = of_products([a[y], b[y], c[y], d[y], e[y], f[y]]);
                            for (x, sum) in row.into_iter().enumerate() {
                                let shift = _mm_cvtsi32_si128(SHIFTS[y] + SHIFTS[x]);
                                let output = sra(mul(sum, set(NINTH)), shift);
                                let to = acc.panel_mut(row_of(i, y, x, pooled), 0, 1);
                                // SAFETY: a part of a panel of accumulators.
                                unsafe { store32(to.wrapping_add(part).cast(), output) };
                            }
                        }
                    }
                }
            }
        }
    };
}

sums! {
    avx2, "avx2", 16, pairs 2,
    __m256i as Vector, _mm256_setzero_si256 as zero,
    _mm_loadu_si128 as load, _mm256_cvtepu8_epi16 as widen, _mm256_storeu_si256 as store16,
    _mm256_add_epi16 as add16, _mm256_sub_epi16 as sub16, _mm256_slli_epi16 as shl16,
    _mm256_load_si256 as load32, _mm256_store_si256 as store32, _mm256_set1_epi32 as set,
    _mm256_add_epi32 as add, _mm256_sub_epi32 as sub, _mm256_slli_epi32 as shl,
    _mm256_mullo_epi32 as mul, _mm256_sra_epi32 as sra
}

sums! {
    avx512, "avx512f,avx512bw", 32, fours 4,
    __m512i as Vector, _mm512_setzero_si512 as zero,
    _mm256_loadu_si256 as load, _mm512_cvtepu8_epi16 as widen, _mm512_storeu_si512 as store16,
    _mm512_add_epi16 as add16, _mm512_sub_epi16 as sub16, _mm512_slli_epi16 as shl16,
    _mm512_load_si512 as load32, _mm512_store_si512 as store32, _mm512_set1_epi32 as set,
    _mm512_add_epi32 as add, _mm512_sub_epi32 as sub, _mm512_slli_epi32 as shl,
    _mm512_mullo_epi32 as mul, _mm512_sra_epi32 as sra
}
