//! A run of AMX tiles: while one is computed, the one before is requantized.

use super::{
    amx::{self, Left, Right, Tiles},
    store::{Accumulators, Sink, Target},
};

/// Where each step of k is, relative to a row's start.
pub(super) struct Offsets {
    offsets: [usize; Offsets::MOST],
    len: usize,
}

impl Offsets {
    /// More steps than this go to the vector kernels.
    const MOST: usize = 256;

    /// The offsets `f(0)`, `f(1)`, …
    pub fn new(len: usize, f: impl Fn(usize) -> usize) -> Option<Self> {
        let mut offsets = [0; Self::MOST];
        offsets.get_mut(..len)?.iter_mut().enumerate().for_each(|(i, o)| *o = f(i));
        Some(Offsets { offsets, len })
    }

    /// Rows of `depth` contiguous bytes.
    pub fn contiguous(depth: usize) -> Option<Self> {
        Offsets::new(depth.div_ceil(amx::STEP), |i| i * amx::STEP)
    }
}

/// Computes tiles one after the other with two sets of accumulators.
pub(super) struct TileLoop<'a> {
    tiles: &'a Tiles,
    offsets: &'a Offsets,
    sink: &'a Sink,
    acc: [Accumulators; 2],
    turn: usize,
    pending: Option<Target>,
}

impl<'a> TileLoop<'a> {
    pub fn new(tiles: &'a Tiles, offsets: &'a Offsets, sink: &'a Sink) -> Self {
        let acc = [Accumulators::new(), Accumulators::new()];
        TileLoop { tiles, offsets, sink, acc, turn: 0, pending: None }
    }

    /// Computes up to 2 × 2 tiles.
    ///
    /// # Safety
    /// As [`amx::product`] and [`Sink::store`].
    #[inline]
    pub unsafe fn tile(
        &mut self,
        a: [Left; 2],
        (data, stride): (*const u8, usize),
        target: Target,
    ) {
        let start = self.sink.start.wrapping_add(target.channel);
        let b = Right { data, stride, panels: target.panels };
        let a = &a[..target.rows.div_ceil(amx::ROWS)];
        let offsets = &self.offsets.offsets[..self.offsets.len];
        // SAFETY: passed on.
        unsafe {
            amx::product(self.tiles, a, b, offsets, start, &mut self.acc[self.turn]);
            self.turn = 1 - self.turn;
            if let Some(before) = self.pending.replace(target) {
                self.sink.store(&self.acc[self.turn], &before);
            }
        }
    }

    /// Requantizes the last tile.
    ///
    /// # Safety
    /// As [`Sink::store`].
    pub unsafe fn finish(mut self) {
        if let Some(last) = self.pending.take() {
            // SAFETY: passed on.
            unsafe { self.sink.store(&self.acc[1 - self.turn], &last) };
        }
    }
}
