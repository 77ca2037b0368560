//! Convolution with stride 1 straight from a padded copy of the image.
//!
//! In the padded image a step of one pixel is the same number of bytes everywhere, so any 16
//! neighbours on its grid are the rows of a tile, whichever place of the window is looked at. The
//! grid is as wide as the padded image: the few places without an output are computed and
//! dropped. A window's line is contiguous, and rows that overlap are read from cache.

use super::{
    amx::{self, Left, Tiles},
    amx_tiles::{Offsets, TileLoop},
    matrix::Problem,
    store::{Grid, Sink, Target},
};
use crate::kernel::{isa::Level, pack::PANEL, parallel::Threads};

/// A convolution that may be done this way.
pub(super) struct Direct<'a> {
    problem: &'a Problem<'a>,
    offsets: Offsets,
    /// Height and width of the padded image.
    padded: [usize; 2],
}

impl<'a> Direct<'a> {
    /// `None` if the geometry or the weights' layout are for gathered rows.
    pub fn new(problem: &'a Problem<'a>) -> Option<Self> {
        let patches = &problem.patches;
        let g = patches.geometry;
        // More than one chunk of k means lines of a dense window; see the packing.
        if problem.level != Level::Amx || patches.pooled || problem.panels.taps == 1 {
            return None;
        }
        let [_, h, w] = patches.input;
        let padded = [h + 2 * g.padding[0], w + 2 * g.padding[1]];
        let line_steps = problem.panels.padded / amx::STEP;
        let step = padded[1] * g.in_channels * g.dilation[0];
        let offsets = Offsets::new(line_steps * g.kernel[0], |i| {
            i / line_steps * step + i % line_steps * amx::STEP
        })?;
        Some(Direct { problem, offsets, padded })
    }

    /// Convolves all images in strips of rows. Where those would be too few or too low for the
    /// threads, they share the panels.
    pub fn run(&self, sink: &Sink, threads: Threads) {
        let [n, ..] = self.problem.patches.input;
        let [oh, _] = self.problem.patches.output;
        let pairs = self.problem.panels.count.div_ceil(2);
        let tiles = self.places(oh).div_ceil(2 * amx::ROWS);
        let (strips, parts) = match threads.count.div_ceil(n.max(1)) {
            1 => (1, 1),
            count if tiles < 4 * count => (1, count.min(pairs)),
            count => (count.min(oh), 1),
        };
        let copies = (self.problem.scratch, self.copied(oh.div_ceil(strips)));
        threads.for_each_run_with(n * strips * parts, copies, &|copy, run| {
            for task in run {
                let (part, strip) = (task % parts, task / parts);
                let (image, strip) = (strip / strips, strip % strips);
                let rows = (strip * oh / strips, (strip + 1) * oh / strips);
                let pairs = (part * pairs / parts, (part + 1) * pairs / parts);
                self.strip(image, rows, pairs, sink, copy);
            }
        });
    }

    /// Computes rows of an image's output for some pairs of panels.
    fn strip(
        &self,
        image: usize,
        rows: (usize, usize),
        pairs: (usize, usize),
        sink: &Sink,
        copy: &mut [u8],
    ) {
        let g = self.problem.patches.geometry;
        let row_len = self.padded[1] * g.in_channels;
        let height = rows.1 - rows.0 + g.dilation[0] * (g.kernel[0] - 1);
        for (row, to) in (rows.0..).zip(copy[..height * row_len].chunks_exact_mut(row_len)) {
            self.copy_row(image, row, to);
        }
        // SAFETY: the level was detected; the copy has room for whole tiles; strips and pairs of
        // panels write different outputs.
        unsafe { self.tiles(copy.as_ptr(), image, rows, pairs, sink) };
    }

    /// Bytes of the padded image for so many rows of the output, and of what tiles may run past
    /// those: their rows and one step.
    fn copied(&self, rows: usize) -> usize {
        let g = self.problem.patches.geometry;
        let height = rows + g.dilation[0] * (g.kernel[0] - 1);
        (height * self.padded[1] + 2 * amx::ROWS) * g.in_channels + amx::STEP
    }

    /// Places of a grid of so many rows, up to the last one with an output.
    fn places(&self, rows: usize) -> usize {
        (rows - 1) * self.padded[1] + self.problem.patches.output[1]
    }

    /// Copies a row of an image with its padding.
    fn copy_row(&self, image: usize, row: usize, to: &mut [u8]) {
        let patches = &self.problem.patches;
        let g = patches.geometry;
        let [_, h, w] = patches.input;
        let y = row.wrapping_sub(g.padding[0]);
        if y >= h {
            return to.fill(patches.zero_point);
        }
        let (side, len) = (g.padding[1] * g.in_channels, w * g.in_channels);
        to[..side].fill(patches.zero_point);
        to[side..side + len].copy_from_slice(&patches.x[(image * h + y) * len..][..len]);
        to[side + len..].fill(patches.zero_point);
    }

    /// Computes rows of an image's output for some pairs of panels.
    ///
    /// # Safety
    /// The CPU has AMX; `data` is what they read of the padded image, with its slack; nobody else
    /// writes these outputs.
    unsafe fn tiles(
        &self,
        data: *const u8,
        image: usize,
        rows: (usize, usize),
        pairs: (usize, usize),
        sink: &Sink,
    ) {
        let problem = self.problem;
        let g = problem.patches.geometry;
        let [oh, ow] = problem.patches.output;
        let places = self.places(rows.1 - rows.0);
        let base = (image * oh + rows.0) * ow;
        let grid = Grid { step: self.padded[1], width: ow, base };
        // SAFETY: passed on.
        unsafe {
            let registers = Tiles::configure();
            let mut tile_loop = TileLoop::new(&registers, &self.offsets, sink);
            for pair in pairs.0..pairs.1 {
                let panel = 2 * pair;
                let panels = (problem.panels.count - panel).min(2);
                let b = (problem.panel(0, panel), problem.panels.stride());
                for row in (0..places).step_by(2 * amx::ROWS) {
                    let rows = (places - row).min(2 * amx::ROWS);
                    let left = |row: usize| Left {
                        data: data.wrapping_add(row * g.in_channels),
                        stride: g.in_channels,
                    };
                    let second = if rows > amx::ROWS { row + amx::ROWS } else { row };
                    let lanes = (g.out_channels - panel * PANEL).min(panels * PANEL);
                    let channel = panel * PANEL;
                    let target =
                        Target { from: 0, rows, panels, row, channel, lanes, grid: Some(grid) };
                    tile_loop.tile([left(row), left(second)], b, target);
                }
            }
            tile_loop.finish();
        }
    }
}
