//! 3×3 convolution by Winograd's products, in words: exactly, see the weights.
//!
//! The sums of inputs of a block of squares stay in cache while each panel of output channels is
//! multiplied with them, one matrix for each of the sixteen places; the sums of the products then
//! go to the store that all AVX2 kernels share.

use std::{arch::x86_64::*, mem::MaybeUninit};

use super::{
    avx2, avx2_tiles,
    matrix::SHARED_WEIGHTS,
    store::{Accumulators, Sink, Target},
    tiling::Tiling,
};
use crate::kernel::{
    conv::Call,
    pack::{PANEL, PLACES, Panels, Winograd},
    parallel,
};

/// Squares whose products are computed before they are summed up: they stay in the first-level
/// cache.
const STRIP: usize = 4 * avx2_tiles::ROWS;
/// Squares of a row whose outputs are stored together: as many as the accumulators have room for.
const RUN: usize = Accumulators::LEN / PANEL / 4;
/// Bytes of inputs' sums in a block, which share the second-level cache with weights.
const BLOCK: usize = 256 << 10;
/// From this many bytes of weights on, reading them once counts for more.
const LARGE_WEIGHTS: usize = 512 << 10;
const LARGE_BLOCK: usize = 400 << 10;
/// Products a nanosecond, about.
const RATE: usize = 60;

/// A convolution as squares of 2×2 outputs.
struct Squares<'a> {
    call: &'a Call<'a>,
    panels: &'a Panels,
    sink: Sink,
    /// Squares down and across an image.
    grid: [usize; 2],
    /// A pixel of padding.
    padding: &'a [u8],
}

/// Convolves; `pooled` takes the maximum of each square.
pub(in crate::kernel) fn run(call: &Call<'_>, weights: &Winograd, pooled: bool, out: &mut [u8]) {
    let (panels, channels) = (&weights.0, call.packed.geometry.in_channels);
    let padding = call.scratch.filled(channels, call.requant.x.zero_point);
    let squares = Squares {
        call,
        panels,
        sink: Sink::new(call.requant, call.residual, out, call.requant.channels, pooled),
        grid: call.output.map(|size| size.div_ceil(2)),
        padding: &padding,
    };
    let count = call.input[0] * squares.grid[0] * squares.grid[1];
    let threads = parallel::threads_for(
        count * PLACES * panels.count * PANEL * channels / RATE + panels.bytes() / 40,
    );
    // Threads share the squares or, where those are few or the weights many, the panels.
    let large = panels.bytes() >= LARGE_WEIGHTS;
    let block = if large { LARGE_BLOCK } else { BLOCK } / squares.stride();
    let by_squares = panels.bytes() < SHARED_WEIGHTS && count >= threads.count * STRIP;
    let (wide, least) = if by_squares { (panels.count, threads.count) } else { (2, 1) };
    let blocks = count.div_ceil(block.max(STRIP)).max(least);
    let tiling = Tiling {
        groups: 1,
        rows: count,
        panels: panels.count,
        tall: avx2_tiles::ROWS,
        wide,
        height: count.div_ceil(avx2_tiles::ROWS).div_ceil(blocks).max(1),
        // A block's sums are made for each part of it.
        whole_columns: !by_squares,
    };
    let len = tiling.height * tiling.tall * squares.stride();
    threads.for_each_run_with(tiling.len(), (call.scratch, len), &|sums, run| {
        for block in tiling.blocks(run) {
            // SAFETY: packed for AVX2, so it was detected; the caller of the kernels checked the
            // buffers' lengths; blocks do not overlap.
            unsafe { squares.block(block.rows, block.panels, sums) };
        }
    });
}

/// Products of a strip of squares with one panel, place by place.
#[repr(C, align(64))]
struct Products([MaybeUninit<[i32; PANEL]>; PLACES * STRIP]);

impl Squares<'_> {
    /// Words of a square's sums at one place: whole vectors.
    fn depth(&self) -> usize {
        self.call.packed.geometry.in_channels.next_multiple_of(16)
    }

    /// Bytes from one square's sums to the next's: a line more than they take, so that those of a
    /// tile fall into different sets of the cache.
    fn stride(&self) -> usize {
        2 * PLACES * self.depth() + 64
    }

    /// # Safety
    /// The CPU has AVX2; buffers and tables fit the convolution; nobody else writes these outputs.
    unsafe fn block(&self, (first, end): (usize, usize), panels: (usize, usize), sums: &mut [u8]) {
        let stride = self.stride();
        for square in first..end {
            let to = sums[(square - first) * stride..][..stride].as_mut_ptr();
            // SAFETY: room for a square's sums; inputs and padding have slack behind them.
            unsafe { sum_inputs(&self.inputs(square), self.depth(), to.cast()) };
        }
        let mut products = Products([const { MaybeUninit::uninit() }; PLACES * STRIP]);
        let mut acc = Accumulators::new();
        for panel in panels.0..panels.1 {
            for strip in (first..end).step_by(STRIP) {
                let len = STRIP.min(end - strip);
                let a = sums[(strip - first) * stride..].as_ptr();
                // SAFETY: the strip's sums are written; passed on.
                unsafe {
                    self.multiply(a, len, panel, &mut products);
                    self.store(&products, strip, len, panel, &mut acc);
                }
            }
        }
    }

    /// Where the 4×4 inputs of a square are.
    fn inputs(&self, square: usize) -> [*const u8; PLACES] {
        let g = &self.call.packed.geometry;
        let [_, h, w] = self.call.input;
        let [down, across] = self.grid;
        let image = square / (down * across);
        let corner = [square / across % down, square % across];
        std::array::from_fn(|place| {
            let y = (2 * corner[0] + place / 4).wrapping_sub(g.padding[0]);
            let x = (2 * corner[1] + place % 4).wrapping_sub(g.padding[1]);
            if y < h && x < w {
                self.call.x.as_ptr().wrapping_add(((image * h + y) * w + x) * g.in_channels)
            } else {
                self.padding.as_ptr()
            }
        })
    }

    /// The products of `len` squares with a panel.
    ///
    /// # Safety
    /// `a` has the squares' sums; the CPU has AVX2.
    unsafe fn multiply(&self, a: *const u8, len: usize, panel: usize, products: &mut Products) {
        let channel = panel * PANEL;
        let lanes = (self.call.requant.channels - channel).min(PANEL);
        // The one place that counts for each of the square's outputs, which are divided by four.
        let everywhere = 5;
        let zeros = [0; PANEL];
        let start: [i32; PANEL] =
            std::array::from_fn(|i| self.call.requant.start[channel + i].wrapping_mul(4));
        for place in 0..PLACES {
            let tile = avx2_tiles::Tile {
                a: a.wrapping_add(2 * place * self.depth()),
                a_stride: self.stride(),
                b: self.panels.group(place)[panel * self.panels.stride()..].as_ptr(),
                steps: self.panels.depth().div_ceil(2),
                start: if place == everywhere { &start } else { &zeros }.as_ptr(),
                // The same panel at the next place.
                fetch: self.panels.count * self.panels.stride(),
                rows: len,
                lanes,
            };
            let out = products.0[place * STRIP..].as_mut_ptr();
            // SAFETY: rows and panel are as long as `steps` says, and there is room for the
            // products.
            unsafe { avx2_tiles::sums(&tile, avx2_tiles::Operands::Words, out.cast()) };
        }
    }

    /// Requantizes and stores the outputs of `len` squares from `first` on for a panel.
    ///
    /// # Safety
    /// The products are written; as [`avx2::store`].
    unsafe fn store(
        &self,
        products: &Products,
        first: usize,
        len: usize,
        panel: usize,
        acc: &mut Accumulators,
    ) {
        let [down, across] = self.grid;
        let [oh, ow] = self.call.output;
        let channel = panel * PANEL;
        let lanes = (self.call.requant.channels - channel).min(PANEL);
        let target = |from: usize, rows: usize, row: usize| Target {
            from,
            rows,
            panels: 1,
            row,
            channel,
            lanes,
            grid: None,
        };
        let (mut square, end) = (first, first + len);
        while square < end {
            let (image, y, x) = (square / (down * across), square / across % down, square % across);
            let run = RUN.min(end - square).min(across - x);
            // SAFETY: as many squares as there is room for.
            unsafe { sum_products(products, square - first, run, self.sink.pooled, acc) };
            // SAFETY: passed on, for outputs that exist.
            unsafe {
                if self.sink.pooled {
                    // Of a size that is odd the last squares are not pooled.
                    let (oh, ow) = (oh / 2, ow / 2);
                    let run = run.min(ow.saturating_sub(x));
                    if y < oh && run > 0 {
                        let row = 4 * ((image * oh + y) * ow + x);
                        avx2::store(&self.sink, acc, &target(0, 4 * run, row));
                    }
                } else {
                    let pixels = (2 * run).min(ow - 2 * x);
                    for dy in 0..2.min(oh - 2 * y) {
                        let row = (image * oh + 2 * y + dy) * ow + 2 * x;
                        avx2::store(&self.sink, acc, &target(dy * 2 * RUN, pixels, row));
                    }
                }
            }
            square += run;
        }
    }
}

/// `Bᵀ·d`: of four inputs of a row or column.
#[inline]
#[target_feature(enable = "avx2")]
fn differences([a, b, c, d]: [__m256i; 4]) -> [__m256i; 4] {
    [_mm256_sub_epi16(a, c), _mm256_add_epi16(b, c), _mm256_sub_epi16(c, b), _mm256_sub_epi16(b, d)]
}

/// `Bᵀ·d·B` of a square's inputs, `depth` words for each place.
///
/// # Safety
/// `inputs` are valid for reads of `depth` bytes, `to` for writes of [`PLACES`] times as many
/// words; the CPU has AVX2.
#[target_feature(enable = "avx2")]
unsafe fn sum_inputs(inputs: &[*const u8; PLACES], depth: usize, to: *mut i16) {
    for channel in (0..depth).step_by(16) {
        let mut columns = [[_mm256_setzero_si256(); 4]; 4];
        for (x, column) in columns.iter_mut().enumerate() {
            for (y, words) in column.iter_mut().enumerate() {
                // SAFETY: the caller's promise.
                let bytes = unsafe { _mm_loadu_si128(inputs[4 * y + x].add(channel).cast()) };
                *words = _mm256_cvtepu8_epi16(bytes);
            }
            *column = differences(*column);
        }
        let [a, b, c, d] = columns;
        for y in 0..4 {
            for (x, sum) in differences([a[y], b[y], c[y], d[y]]).into_iter().enumerate() {
                let at = (4 * y + x) * depth + channel;
                // SAFETY: the caller's promise.
                unsafe { _mm256_storeu_si256(to.add(at).cast(), sum) };
            }
        }
    }
}

/// `Aᵀ·m`: of four products of a row or column.
#[inline]
#[target_feature(enable = "avx2")]
fn outputs([a, b, c, d]: [__m256i; 4]) -> [__m256i; 2] {
    [_mm256_add_epi32(_mm256_add_epi32(a, b), c), _mm256_sub_epi32(_mm256_sub_epi32(b, c), d)]
}

/// `Aᵀ·m·A` of `run` squares from `first` on, divided by four: each square's outputs side by side
/// if `pooled`, else the upper ones of all squares, then from row `2 · RUN` on the lower ones.
///
/// # Safety
/// The products are written; the CPU has AVX2.
#[target_feature(enable = "avx2")]
unsafe fn sum_products(
    products: &Products,
    first: usize,
    run: usize,
    pooled: bool,
    acc: &mut Accumulators,
) {
    for i in 0..run {
        for half in 0..2 {
            let mut columns = [[_mm256_setzero_si256(); 2]; 4];
            for (x, column) in columns.iter_mut().enumerate() {
                let mut values = [_mm256_setzero_si256(); 4];
                for (y, value) in values.iter_mut().enumerate() {
                    let product = &products.0[(4 * y + x) * STRIP + first + i];
                    // SAFETY: written, and half of it is a vector.
                    *value =
                        unsafe { _mm256_load_si256(product.as_ptr().cast::<__m256i>().add(half)) };
                }
                *column = outputs(values);
            }
            let [a, b, c, d] = columns;
            for y in 0..2 {
                for (x, sum) in outputs([a[y], b[y], c[y], d[y]]).into_iter().enumerate() {
                    let at = if pooled { 4 * i + 2 * y + x } else { y * 2 * RUN + 2 * i + x };
                    let to = acc.panel_mut(at, 0, 1).cast::<__m256i>();
                    // SAFETY: a panel of accumulators has two halves.
                    unsafe { _mm256_store_si256(to.add(half), _mm256_srai_epi32::<2>(sum)) };
                }
            }
        }
    }
}
