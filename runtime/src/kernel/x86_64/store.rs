//! The store that all 512-bit kernels share: from accumulators in memory to bytes.

use std::{arch::x86_64::*, mem::MaybeUninit};

use crate::kernel::{
    conv::Addend,
    pack::PANEL,
    requant::{MODERATE, Requant, Store},
};

/// What a tile's accumulators become and where they go.
#[derive(Clone, Copy)]
pub(super) struct Sink {
    pub start: *const i32,
    pub add: *const f32,
    pub mul: *const f32,
    pub store: Store,
    /// The least and the greatest output.
    pub bounds: (u8, u8),
    /// Whether clamping may wait until steps are integers: none is out of their range.
    pub moderate: bool,
    /// The output and, if there is one, the residual: rows of `stride` channels.
    pub out: *mut u8,
    pub stride: usize,
    pub residual: *const u8,
    pub residual_zero: i32,
    pub residual_ratio: f32,
    /// Whether each four rows become one, their maximum.
    pub pooled: bool,
}

// SAFETY: the tasks that share a sink write different parts of `out` and only read the rest.
unsafe impl Send for Sink {}
// SAFETY: as above.
unsafe impl Sync for Sink {}

impl Sink {
    pub fn new(
        requant: &Requant,
        residual: Addend<'_>,
        out: &mut [u8],
        stride: usize,
        pooled: bool,
    ) -> Self {
        let ratio = residual.map_or(0.0, |(_, gain)| gain.ratio);
        Sink {
            start: requant.start.as_ptr(),
            add: requant.add.as_ptr(),
            mul: requant.mul.as_ptr(),
            store: requant.store,
            bounds: requant.store.bounds(),
            moderate: requant.moderate && 256.0 * ratio.abs() < MODERATE,
            out: out.as_mut_ptr(),
            stride,
            residual: residual.map_or(std::ptr::null(), |(data, _)| data.as_ptr()),
            residual_zero: residual.map_or(0, |(_, gain)| i32::from(gain.zero_point)),
            residual_ratio: ratio,
            pooled,
        }
    }
}

/// A tile's accumulators: rows of as many channels as its panels have. Not initialised, since a
/// product writes what its store reads.
#[repr(C, align(64))]
pub(super) struct Accumulators([MaybeUninit<i32>; Accumulators::LEN]);

impl Accumulators {
    /// 32 rows of two panels.
    pub const LEN: usize = 1024;

    #[inline(always)]
    pub fn new() -> Self {
        Accumulators([const { MaybeUninit::uninit() }; Self::LEN])
    }

    /// The start of a row's panel in a tile of `panels` panels.
    #[inline(always)]
    pub fn panel(&self, row: usize, j: usize, panels: usize) -> *const i32 {
        self.0[(row * panels + j) * PANEL..][..PANEL].as_ptr().cast()
    }

    /// As [`panel`](Self::panel), to write to.
    #[inline(always)]
    pub fn panel_mut(&mut self, row: usize, j: usize, panels: usize) -> *mut i32 {
        self.0[(row * panels + j) * PANEL..][..PANEL].as_mut_ptr().cast()
    }
}

/// Where a tile's outputs go.
#[derive(Clone, Copy)]
pub(super) struct Target {
    /// The first row of the accumulators, and how many.
    pub from: usize,
    pub rows: usize,
    pub panels: usize,
    /// The first row and channel, and how many of the panels' channels exist.
    pub row: usize,
    pub channel: usize,
    pub lanes: usize,
    pub grid: Option<Grid>,
}

/// Rows that count the places of a grid that is wider than the output: those beyond `width` are
/// not stored.
#[derive(Clone, Copy)]
pub(super) struct Grid {
    /// Places from one row of pixels to the next.
    pub step: usize,
    /// Width of the output.
    pub width: usize,
    /// The output's first pixel.
    pub base: usize,
}

/// A run of accumulator rows that are neighbours in the output too.
struct Span {
    /// The first, in the accumulators and the output.
    from: usize,
    row: usize,
    len: usize,
}

impl Target {
    /// The panels' channels that exist.
    #[inline(always)]
    pub fn mask(&self) -> u64 {
        if self.lanes >= 64 { !0 } else { (1 << self.lanes) - 1 }
    }

    /// The spans of a tile's rows that exist.
    #[inline(always)]
    fn for_each_span(&self, mut f: impl FnMut(Span)) {
        let Some(grid) = self.grid else {
            return f(Span { from: self.from, row: self.row, len: self.rows });
        };
        let (mut y, mut x) = (self.row / grid.step, self.row % grid.step);
        let (mut from, end) = (self.from, self.from + self.rows);
        while from < end {
            if x < grid.width {
                let len = (grid.width - x).min(end - from);
                f(Span { from, row: grid.base + y * grid.width + x, len });
            }
            from += grid.step - x;
            (x, y) = (0, y + 1);
        }
    }
}

impl Sink {
    /// Requantizes a tile.
    ///
    /// # Safety
    /// A product wrote the accumulators; the rows and channels exist; the tables have 64 entries from `channel` on and the residual
    /// slack behind its data; the CPU has AVX-512 F, BW and VL.
    pub unsafe fn store(&self, acc: &Accumulators, target: &Target) {
        // SAFETY: passed on.
        unsafe {
            match target.panels {
                1 => self.store_panels::<1>(acc, target),
                2 => self.store_panels::<2>(acc, target),
                3 => self.store_panels::<3>(acc, target),
                _ => self.store_panels::<4>(acc, target),
            }
        }
    }

    /// One of `parts` parts of a tile's rows, in order.
    ///
    /// # Safety
    /// As [`store`](Self::store).
    #[inline(always)]
    pub unsafe fn store_part(
        &self,
        acc: &Accumulators,
        target: &Target,
        part: usize,
        parts: usize,
    ) {
        // Whole pooling windows.
        let cut = |part: usize| {
            if part == parts { target.rows } else { (target.rows * part / parts) & !3 }
        };
        let (from, to) = (cut(part), cut(part + 1));
        let part =
            Target { from: target.from + from, rows: to - from, row: target.row + from, ..*target };
        // SAFETY: passed on.
        unsafe { self.store(acc, &part) }
    }

    /// # Safety
    /// As [`store`](Self::store).
    #[inline(never)]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl")]
    unsafe fn store_panels<const NV: usize>(&self, acc: &Accumulators, target: &Target) {
        // SAFETY: the tables have room behind their ends.
        let tables = unsafe { Tables::<NV, 1>::load(self, target.channel) };
        let mask = target.mask();
        // Loops instead of closures and array functions: those are not always inlined, and a call
        // in the middle of vector code costs more than the work.
        if self.pooled {
            let at = target.row / 4 * self.stride + target.channel;
            for row in 0..target.rows / 4 {
                let first = target.from + row * 4;
                let mut v = [_mm512_setzero_ps(); NV];
                for (j, v) in v.iter_mut().enumerate() {
                    // SAFETY: four rows of accumulators.
                    unsafe {
                        let left = _mm512_max_epi32(
                            load::<NV>(acc, first, j),
                            load::<NV>(acc, first + 1, j),
                        );
                        let right = _mm512_max_epi32(
                            load::<NV>(acc, first + 2, j),
                            load::<NV>(acc, first + 3, j),
                        );
                        *v = tables.scale(_mm512_max_epi32(left, right), j);
                    }
                }
                // SAFETY: the row's channels that exist.
                unsafe {
                    tables.finish(v, self.out.add(at + row * self.stride), self.stride, mask)
                };
            }
            return;
        }
        target.for_each_span(|span| {
            for i in 0..span.len {
                let at = (span.row + i) * self.stride + target.channel;
                let mut sums = [_mm512_setzero_si512(); NV];
                for (j, sum) in sums.iter_mut().enumerate() {
                    // SAFETY: a row of accumulators.
                    *sum = unsafe { load::<NV>(acc, span.from + i, j) };
                }
                // SAFETY: the row's channels that exist.
                unsafe { tables.line(sums, self, at, mask) };
            }
        });
    }
}

/// A row's panel of accumulators.
///
/// # Safety
/// A product wrote it.
#[inline]
#[target_feature(enable = "avx512f")]
unsafe fn load<const NV: usize>(acc: &Accumulators, row: usize, j: usize) -> __m512i {
    debug_assert!((row * NV + j + 1) * PANEL <= Accumulators::LEN);
    // SAFETY: inside the accumulators, which the caller says are written.
    unsafe { _mm512_load_si512(acc.0.as_ptr().add((row * NV + j) * PANEL).cast()) }
}

/// A sink's numbers in registers, for lines of `NV` panels: of one row, or the same of two.
pub(super) struct Tables<const NV: usize, const ROWS: usize> {
    add: [__m512; NV],
    mul: [__m512; NV],
    lo: __m512,
    hi: __m512,
    moderate: bool,
    zero_point: __m512i,
    /// The least and the greatest output.
    low: __m512i,
    high: __m512i,
}

impl<const NV: usize, const ROWS: usize> Tables<NV, ROWS> {
    /// Panels of a row.
    const PANELS: usize = NV / ROWS;

    /// # Safety
    /// The tables have a row's panels from `channel` on.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl")]
    pub unsafe fn load(sink: &Sink, channel: usize) -> Self {
        let (low, high) = sink.bounds;
        let mut tables = Tables {
            add: [_mm512_setzero_ps(); NV],
            mul: [_mm512_setzero_ps(); NV],
            lo: _mm512_set1_ps(sink.store.lo),
            hi: _mm512_set1_ps(sink.store.hi),
            moderate: sink.moderate,
            zero_point: _mm512_set1_epi16(i16::from(sink.store.zero_point)),
            low: _mm512_set1_epi8(low as i8),
            high: _mm512_set1_epi8(high as i8),
        };
        for j in 0..NV {
            // SAFETY: the caller's promise.
            unsafe {
                let channel = channel + j % Self::PANELS * PANEL;
                tables.add[j] = _mm512_loadu_ps(sink.add.add(channel));
                tables.mul[j] = _mm512_loadu_ps(sink.mul.add(channel));
            }
        }
        tables
    }

    /// From an accumulator to steps of the output.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl")]
    pub fn scale(&self, acc: __m512i, j: usize) -> __m512 {
        _mm512_mul_ps(_mm512_add_ps(_mm512_cvtepi32_ps(acc), self.add[j]), self.mul[j])
    }

    /// Requantizes a line, whose first row's output is at `at`.
    ///
    /// # Safety
    /// As [`Sink::store`], for the channels of `mask`.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl")]
    pub unsafe fn line(&self, sums: [__m512i; NV], sink: &Sink, at: usize, mask: u64) {
        let mut v = [_mm512_setzero_ps(); NV];
        for (j, v) in v.iter_mut().enumerate() {
            *v = self.scale(sums[j], j);
        }
        if !sink.residual.is_null() {
            let zero = _mm512_set1_epi32(sink.residual_zero);
            let ratio = _mm512_set1_ps(sink.residual_ratio);
            for (j, v) in v.iter_mut().enumerate() {
                // SAFETY: inside the residual and its slack.
                let r = unsafe {
                    let at = at + j / Self::PANELS * sink.stride + j % Self::PANELS * PANEL;
                    _mm_loadu_si128(sink.residual.add(at).cast())
                };
                let r = _mm512_sub_epi32(_mm512_cvtepu8_epi32(r), zero);
                *v = _mm512_add_ps(*v, _mm512_mul_ps(_mm512_cvtepi32_ps(r), ratio));
            }
        }
        // SAFETY: the row's channels that exist.
        unsafe { self.finish(v, sink.out.add(at), sink.stride, mask) };
    }

    /// Clamps, rounds and stores a line, whose rows are `stride` apart.
    ///
    /// # Safety
    /// The bytes of `mask` are valid for writes.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl")]
    pub unsafe fn finish(&self, mut v: [__m512; NV], out: *mut u8, stride: usize, mask: u64) {
        if !self.moderate {
            // NaN fails the comparison of `max`, which then gives its second operand.
            for v in &mut v {
                *v = _mm512_min_ps(_mm512_max_ps(*v, self.lo), self.hi);
            }
        }
        let mut steps = [_mm512_setzero_si512(); NV];
        for (step, v) in steps.iter_mut().zip(v) {
            *step = _mm512_cvtps_epi32(v);
        }
        let bytes = narrow(steps, self.zero_point);
        let bytes = _mm512_min_epu8(_mm512_max_epu8(bytes, self.low), self.high);
        // SAFETY: the caller's promise.
        unsafe {
            if ROWS == 2 {
                let second = _mm512_extracti64x4_epi64::<1>(bytes);
                _mm256_mask_storeu_epi8(out.cast(), mask as u32, _mm512_castsi512_si256(bytes));
                _mm256_mask_storeu_epi8(out.add(stride).cast(), mask as u32, second);
            } else {
                _mm512_mask_storeu_epi8(out.cast(), mask, bytes);
            }
        }
    }
}

/// The bytes nearest to `NV · 16` steps above the zero point (in words), in order.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl")]
fn narrow<const NV: usize>(steps: [__m512i; NV], zero_point: __m512i) -> __m512i {
    let zero = _mm512_setzero_si512();
    let get = |j: usize| if j < NV { steps[j] } else { zero };
    // Words and bytes saturate, so that whatever is out of range stays on its side.
    let low = _mm512_adds_epi16(_mm512_packs_epi32(get(0), get(1)), zero_point);
    let high = match NV {
        1 | 2 => low,
        _ => _mm512_adds_epi16(_mm512_packs_epi32(get(2), get(3)), zero_point),
    };
    // Packing works within 128-bit lanes: this puts the words that belong together side by side.
    let order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    _mm512_permutexvar_epi32(order, _mm512_packus_epi16(low, high))
}
