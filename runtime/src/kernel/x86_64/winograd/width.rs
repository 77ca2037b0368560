//! What differs between vectors of 256 and of 512 bits.

use super::{
    sums::{self, Products},
    words,
};
use crate::kernel::{
    pack::PANEL,
    winograd::PLACES,
    x86_64::{
        avx2, avx2_tiles,
        store::{Accumulators, Sink, Target},
    },
};

/// Rows of squares' sums against panels of weights' sums, at one place.
#[derive(Clone, Copy)]
pub(super) struct Tile {
    pub a: *const u8,
    pub a_stride: usize,
    pub rows: usize,
    pub b: *const u8,
    /// Bytes to the second panel, none where there is only one.
    pub b_stride: usize,
    /// Pairs of words of a row.
    pub steps: usize,
    /// Channels of the panels that exist.
    pub lanes: usize,
}

/// Vectors of one width, and about how long they take.
///
/// # Safety
/// The CPU must have the instructions for whatever is unsafe here.
pub(super) trait Width {
    /// Words of a vector.
    const WORDS: usize;
    /// Panels that are multiplied together.
    const PANELS: usize;
    /// Input channels up to which the sums of so many panels' weights stay in the second-level cache.
    const RESIDENT: usize;
    /// Products of bytes in a cycle, and of words.
    const BYTE_PRODUCTS: usize;
    const WORD_PRODUCTS: usize;
    /// Cycles that a channel of a square's inputs takes, and one of its outputs.
    const INPUT_CYCLES: usize;
    const OUTPUT_CYCLES: usize;

    /// `Bᵀ·d·B` of a square's inputs, `depth` words for each place.
    ///
    /// # Safety
    /// `inputs` are valid for reads of `depth` bytes, `to` for writes of [`PLACES`] times as many words;
    /// `depth` is a multiple of [`WORDS`](Self::WORDS).
    unsafe fn sum_inputs(inputs: &[*const u8; PLACES], depth: usize, to: *mut i16);

    /// `G·g·Gᵀ` of a panel of `channels` input channels, a panel of words for each place.
    ///
    /// # Safety
    /// The panel has whole cells for each of nine taps; `to` is valid for writes of a panel of words at
    /// each of the places, which are `place` words apart.
    unsafe fn sum_weights(panel: *const u8, channels: usize, to: *mut i16, place: usize);

    /// The products of a tile, which begin at `start` for each channel: for each row those of
    /// [`PANELS`](Self::PANELS), of which those that do not exist may be anything.
    ///
    /// # Safety
    /// Rows and panels are as long as the tile says; `start` and `out` have room, and `out` is aligned
    /// to vectors.
    unsafe fn multiply(tile: &Tile, start: *const i32, out: *mut i32);

    /// `Aᵀ·m·A` of `run` squares, to accumulators.
    ///
    /// # Safety
    /// The products are written.
    unsafe fn sum_products(products: Products, run: usize, pooled: bool, acc: &mut Accumulators);

    /// # Safety
    /// As [`Sink::store`].
    unsafe fn store(sink: &Sink, acc: &Accumulators, target: &Target);
}

/// 256 bits.
pub(super) struct Avx2;

impl Width for Avx2 {
    const WORDS: usize = 16;
    const PANELS: usize = 1;
    const RESIDENT: usize = 256;
    const BYTE_PRODUCTS: usize = 24;
    const WORD_PRODUCTS: usize = 24;
    const INPUT_CYCLES: usize = 16;
    const OUTPUT_CYCLES: usize = 32;

    unsafe fn sum_inputs(inputs: &[*const u8; PLACES], depth: usize, to: *mut i16) {
        // SAFETY: passed on.
        unsafe { sums::avx2::of_square(inputs, depth, to) }
    }

    unsafe fn sum_weights(panel: *const u8, channels: usize, to: *mut i16, place: usize) {
        // SAFETY: passed on.
        unsafe { sums::avx2::of_panel(panel, channels, to, place) }
    }

    unsafe fn multiply(tile: &Tile, start: *const i32, out: *mut i32) {
        let Tile { a, a_stride, rows, b, steps, lanes, .. } = *tile;
        // The panel at the next place.
        let fetch = 4 * PANEL * steps;
        let tile = avx2_tiles::Tile { a, a_stride, b, steps, start, fetch, rows, lanes };
        // SAFETY: passed on.
        unsafe { avx2_tiles::sums(&tile, avx2_tiles::Operands::Words, out) }
    }

    unsafe fn sum_products(products: Products, run: usize, pooled: bool, acc: &mut Accumulators) {
        // SAFETY: passed on.
        unsafe { sums::avx2::of_run(products, run, pooled, acc) }
    }

    unsafe fn store(sink: &Sink, acc: &Accumulators, target: &Target) {
        // SAFETY: passed on.
        unsafe { avx2::store(sink, acc, target) }
    }
}

/// 512 bits, with VNNI.
pub(super) struct Avx512;

impl Width for Avx512 {
    const WORDS: usize = 32;
    const PANELS: usize = 2;
    const RESIDENT: usize = 128;
    const BYTE_PRODUCTS: usize = 64;
    const WORD_PRODUCTS: usize = 32;
    const INPUT_CYCLES: usize = 12;
    const OUTPUT_CYCLES: usize = 24;

    unsafe fn sum_inputs(inputs: &[*const u8; PLACES], depth: usize, to: *mut i16) {
        // SAFETY: passed on.
        unsafe { sums::avx512::of_square(inputs, depth, to) }
    }

    unsafe fn sum_weights(panel: *const u8, channels: usize, to: *mut i16, place: usize) {
        // SAFETY: passed on.
        unsafe { sums::avx512::of_panel(panel, channels, to, place) }
    }

    unsafe fn multiply(tile: &Tile, start: *const i32, out: *mut i32) {
        // SAFETY: passed on.
        unsafe { words::multiply(tile, start, out) }
    }

    unsafe fn sum_products(products: Products, run: usize, pooled: bool, acc: &mut Accumulators) {
        // SAFETY: passed on.
        unsafe { sums::avx512::of_run(products, run, pooled, acc) }
    }

    unsafe fn store(sink: &Sink, acc: &Accumulators, target: &Target) {
        // SAFETY: passed on.
        unsafe { sink.store(acc, target) }
    }
}
