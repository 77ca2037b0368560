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

    /// The offsets `f(0)`, `f(1)`, … and, behind them, a 0: the operands after the last are loaded
    /// but not used.
    pub fn new(len: usize, f: impl Fn(usize) -> usize) -> Option<Self> {
        let mut offsets = [0; Self::MOST];
        offsets.get(len)?;
        offsets[..len].iter_mut().enumerate().for_each(|(i, o)| *o = f(i));
        Some(Offsets { offsets, len })
    }

    /// Rows of `depth` contiguous bytes.
    pub fn contiguous(depth: usize) -> Option<Self> {
        Offsets::new(depth.div_ceil(amx::STEP), |i| i * amx::STEP)
    }
}

/// Computes tiles one after the other.
pub(super) struct TileLoop<'a> {
    tiles: &'a Tiles,
    offsets: &'a Offsets,
    sink: &'a Sink,
    acc: Accumulators,
    pending: Option<Target>,
}

impl<'a> TileLoop<'a> {
    /// From this many steps on it pays to cut the store of a tile into more parts.
    const MANY_STEPS: usize = 12;

    pub fn new(tiles: &'a Tiles, offsets: &'a Offsets, sink: &'a Sink) -> Self {
        TileLoop { tiles, offsets, sink, acc: Accumulators::new(), pending: None }
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
        let offsets = &self.offsets.offsets[..self.offsets.len];
        let pending = self.pending.replace(target);
        // SAFETY: passed on.
        unsafe {
            if target.rows <= amx::ROWS || target.panels == 1 {
                if let Some(pending) = pending {
                    self.sink.store(&self.acc, &pending);
                }
                let a = &a[..target.rows.div_ceil(amx::ROWS)];
                return amx::product(self.tiles, a, b, offsets, start, &mut self.acc);
            }
            // The tile unit and the vector units work side by side if their instructions are near
            // each other.
            amx::begin(self.tiles, a, b, start);
            let parts = match offsets.len() {
                few if few < Self::MANY_STEPS => few.min(2),
                _ => 4,
            };
            for part in 0..parts {
                let (from, to) = (part * offsets.len() / parts, (part + 1) * offsets.len() / parts);
                let next = &self.offsets.offsets[from + 1..to + 1];
                let b = Right { data: b.data.wrapping_add((from + 1) * 1024), ..b };
                amx::steps(self.tiles, a, b, next);
                if let Some(pending) = &pending {
                    self.sink.store_part(&self.acc, pending, part, parts);
                }
            }
            amx::finish(self.tiles, &mut self.acc);
        }
    }

    /// Requantizes the last tile.
    ///
    /// # Safety
    /// As [`Sink::store`].
    pub unsafe fn finish(mut self) {
        if let Some(last) = self.pending.take() {
            // SAFETY: passed on.
            unsafe { self.sink.store(&self.acc, &last) };
        }
    }
}
