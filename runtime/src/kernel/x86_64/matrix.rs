//! Convolution as a matrix product: blocks, threads, and the choice of tiles.

use super::{
    amx::{self, Left, Tiles},
    amx_tiles::{Offsets, TileLoop},
    avx2,
    avx2_tiles::{self, Operands},
    avx512, direct,
    store::{Accumulators, Sink, Target},
    tiling::{Block, Tiling, even_parts},
};
use crate::kernel::{
    BufferPool,
    conv::Call,
    isa::Level,
    pack::{PANEL, Panels},
    parallel::{self, Threads},
    patches::{OVERRUN, Patches},
};

/// Bytes of weights up to which they are taken to stay in the second-level cache, so that rows
/// may come in blocks that stay in the first.
const RESIDENT_WEIGHTS: usize = 512 << 10;
/// Bytes of panels and rows that stay in the first-level cache, beside outputs.
const FIRST_LEVEL: usize = 44 << 10;
/// Bytes of weights from which on threads share those, not rows: each reads its part only.
const SHARED_WEIGHTS: usize = 1 << 20;
/// Bytes of a block of rows for resident weights, and for weights that are read from farther away
/// and should be read once.
const SMALL_BLOCK: usize = 24 << 10;
/// For tiles of few panels, which stay in the first level themselves while rows pass by.
const MEDIUM_BLOCK: usize = 128 << 10;
const LARGE_BLOCK: usize = 512 << 10;

/// Rows from which on AVX2 widens a panel before its tiles instead of in each.
const WORTH_WIDENING: usize = 4 * avx2_tiles::ROWS;

/// Rows of patches times panels of weights, into a sink.
pub(super) struct Problem<'a> {
    pub level: Level,
    pub patches: Patches<'a>,
    pub panels: &'a Panels,
    pub scratch: &'a BufferPool,
}

/// A block's left operand.
#[derive(Clone, Copy)]
struct Rows {
    data: *const u8,
    stride: usize,
}

/// Convolves with matrix weights; `pooled` takes the maximum of each 2×2 outputs.
pub(in crate::kernel) fn run(call: &Call<'_>, panels: &Panels, pooled: bool, out: &mut [u8]) {
    let geometry = &call.packed.geometry;
    let patches = Patches {
        x: call.x,
        geometry,
        input: call.input,
        output: call.output,
        zero_point: call.requant.x.zero_point,
        pooled,
        line: panels.padded_line(geometry),
    };
    let problem =
        Problem { level: call.packed.isa.level(), patches, panels, scratch: call.scratch };
    let sink = Sink::new(call.requant, call.residual, out, geometry.out_channels, pooled);
    let threads = parallel::threads_for(problem.nanoseconds());
    if let Some(direct) = direct::Direct::new(&problem) {
        return direct.run(&sink, threads);
    }
    let offsets = match problem.level {
        Level::Amx if panels.padded.is_multiple_of(amx::STEP) => {
            Offsets::contiguous(panels.depth())
        }
        _ => None,
    };
    let offsets = offsets.as_ref();
    let budget = match problem.level {
        // Which become twice as long.
        Level::Avx2 if !problem.is_resident() => LARGE_BLOCK * 3 / 8,
        _ if !problem.is_resident() => LARGE_BLOCK,
        Level::Avx512Vnni | Level::Avx2 | Level::AvxVnni => MEDIUM_BLOCK,
        _ => SMALL_BLOCK,
    };
    let in_place = problem.patches.are_pixels();
    let tiling = problem.tiling(threads, budget, in_place && offsets.is_some());
    let len = match in_place && !problem.widens() {
        true if offsets.is_none() || tiling.rows.is_multiple_of(amx::ROWS) => 0,
        true => problem.room(amx::ROWS),
        false => problem.panel_words() + problem.room(tiling.rows.min(tiling.height * tiling.tall)),
    };
    threads.for_each_run_with(tiling.len(), (problem.scratch, len), &|scratch, run| {
        for block in tiling.blocks(run) {
            // SAFETY: the level was detected; the caller of the kernels checked the buffers'
            // lengths and that the tables are those of the weights; blocks do not overlap.
            unsafe { problem.block(block, offsets, &sink, scratch) };
        }
    });
}

impl Problem<'_> {
    /// About how long it takes one thread: multiply-adds, requantization, and reading the weights
    /// from beyond the second-level cache.
    fn nanoseconds(&self) -> usize {
        let geometry = self.patches.geometry;
        let outputs = self.patches.rows() * geometry.out_channels;
        let rate = match self.level {
            Level::Amx => 1500,
            Level::Avx512Vnni => 300,
            Level::AvxVnni => 150,
            Level::Avx2 | Level::Scalar => 60,
        };
        let weights = geometry.groups * self.panels.count * self.panels.stride();
        outputs * self.panels.depth() / rate + outputs / 6 + weights / 40
    }

    /// Threads share the rows or, where those are few tiles or the weights many, the panels. `budget` is
    /// how many bytes of rows a block may have; rows that are not read `in_place` are gathered for
    /// each part of a block.
    fn tiling(&self, threads: Threads, budget: usize, in_place: bool) -> Tiling {
        let (rows, panels) = (self.patches.rows(), self.panels.count);
        let unit = if self.level == Level::Amx { 2 * amx::ROWS } else { 24 };
        let blocks = rows.div_ceil((budget / self.row_stride()).next_multiple_of(unit));
        let by_rows = rows.div_ceil(unit) >= 2 * threads.count
            && panels * self.panels.stride() < SHARED_WEIGHTS;
        // With all panels of its rows a thread reads what it wrote, kernel after kernel.
        let (tall, wide, least) = match (by_rows, self.level) {
            (true, _) => (unit / 2, panels, threads.count),
            (false, Level::Avx2 | Level::AvxVnni) => (unit, 1, 1),
            (false, _) => (unit, 2, 1),
        };
        Tiling {
            groups: self.patches.geometry.groups,
            rows,
            panels,
            tall,
            wide,
            height: rows.div_ceil(tall).div_ceil(blocks.max(least).max(1)).max(1),
            whole_columns: !by_rows && !in_place,
        }
    }

    /// Whether a group's weights are taken to stay in the second-level cache.
    fn is_resident(&self) -> bool {
        self.panels.count * self.panels.stride() <= RESIDENT_WEIGHTS
    }

    /// Whether rows and panels are widened to words, which is what AVX2 multiplies.
    fn widens(&self) -> bool {
        self.level == Level::Avx2
    }

    /// Bytes of a panel as words, where it is widened.
    fn panel_words(&self) -> usize {
        if self.widens() { 2 * self.panels.stride() } else { 0 }
    }

    /// Bytes between gathered rows: whole lines, an odd number of them so that the rows of a tile
    /// fall into different sets of the cache.
    fn row_stride(&self) -> usize {
        let len = self.panels.depth();
        match len {
            64.. => (len.div_ceil(64) | 1) * 64,
            _ if self.widens() => len.next_multiple_of(avx2::WIDENED),
            _ => len,
        }
    }

    /// Bytes of a buffer for so many gathered rows, which become twice as long if widened.
    fn room(&self, rows: usize) -> usize {
        let rows = match self.level {
            Level::Amx => rows.next_multiple_of(amx::ROWS),
            _ if self.widens() => 2 * rows,
            _ => rows,
        };
        rows * self.row_stride() + OVERRUN
    }

    /// # Safety
    /// The CPU is of the problem's level, AMX if there are offsets; buffers and tables fit the problem; nobody else writes
    /// to the block's part of the output.
    unsafe fn block(
        &self,
        block: Block,
        offsets: Option<&Offsets>,
        sink: &Sink,
        scratch: &mut [u8],
    ) {
        let rows = block.rows.1 - block.rows.0;
        // Whole tiles of pixels are read where they are; AMX reads 16 rows at a time, so an
        // incomplete tile is gathered, and with it whatever else is in the block.
        let in_place = self.patches.are_pixels();
        let offsets = if rows > 2 || sink.pooled { offsets } else { None };
        let amx = offsets.is_some();

        let gathered = match (in_place, amx) {
            (true, true) => rows % amx::ROWS,
            (true, false) => 0,
            (false, _) => rows,
        };
        let channels = self.patches.geometry.in_channels;
        let offset = block.group * self.patches.geometry.group_in();
        let pixels = Rows {
            data: self.patches.x.as_ptr().wrapping_add(block.rows.0 * channels + offset),
            stride: channels,
        };
        let stride = self.row_stride();
        let (words, scratch) = scratch.split_at_mut(self.panel_words());
        let held = if self.widens() { rows } else { gathered };
        assert!(held == 0 || self.room(held) <= scratch.len(), "no room for {held} rows");
        let buffer = scratch.as_mut_ptr();
        let mut patches = pixels;
        if gathered > 0 {
            // What is to be widened, behind the room for as many bytes again.
            let dst = buffer.wrapping_add(if self.widens() { rows * stride } else { 0 });
            let first = block.rows.1 - gathered;
            // SAFETY: room for the rows and what they overrun; the row stride holds a row.
            unsafe { gather(&self.patches, block.group, first, gathered, dst, stride) };
            patches = Rows { data: dst, stride };
        }
        if self.widens() {
            let words = Rows { data: buffer, stride: 2 * stride };
            let from = (patches.data, patches.stride);
            // SAFETY: room for the rows, of which gathered ones are the second half; pixels have
            // slack.
            unsafe { avx2::widen(from, (buffer, words.stride), rows, self.panels.depth()) };
            patches = words;
        }
        // SAFETY: passed on.
        unsafe {
            match offsets {
                Some(offsets) => {
                    let direct = rows - gathered;
                    self.with_amx(block, [pixels, patches], direct, offsets, sink);
                }
                None if self.level >= Level::Avx512Vnni => self.with_avx512(block, patches, sink),
                None => self.with_avx2(block, patches, sink, words.as_mut_ptr()),
            }
        }
    }

    /// Panel `i` of a group.
    pub fn panel(&self, group: usize, i: usize) -> *const u8 {
        self.panels.group(group).as_ptr().wrapping_add(i * self.panels.stride())
    }

    /// Where the outputs of (first, count) rows of the block and panels of its group go.
    fn target(
        &self,
        block: &Block,
        (row, rows): (usize, usize),
        (panel, panels): (usize, usize),
    ) -> Target {
        let out_channels = self.patches.geometry.group_out();
        Target {
            from: 0,
            rows,
            panels,
            row: block.rows.0 + row,
            channel: block.group * out_channels + panel * PANEL,
            lanes: (out_channels - panel * PANEL).min(panels * PANEL),
            grid: None,
        }
    }

    /// # Safety
    /// As [`block`](Self::block), with the block's rows in `a`.
    unsafe fn with_avx512(&self, block: Block, a: Rows, sink: &Sink) {
        let rows = block.rows.1 - block.rows.0;
        // Four panels unless only two stay in the first-level cache beside their rows. An odd one out
        // joins two others, since a tile of one reads too much for what it multiplies.
        let panels = block.panels.1 - block.panels.0;
        let stays = |panels: usize| {
            let bytes = panels * PANEL + avx512::ROWS[panels];
            bytes * self.panels.depth() <= FIRST_LEVEL
        };
        let parts = match rows {
            1 => panels,
            _ if !stays(4) && stays(2) => (panels / 2).max(1),
            _ => panels.div_ceil(4),
        };
        // Weights that are read for the first time, or have been displaced since.
        let cold = block.rows.0 == 0 || !self.is_resident();
        let mut acc = Accumulators::new();
        for part in even_parts(block.panels.0..block.panels.1, parts) {
            let (panel, panels) = (part.start, part.len());
            let multiple = if sink.pooled { 4 } else { 1 };
            let most = avx512::ROWS[panels] / multiple * multiple;
            let last = panel + panels == block.panels.1;
            let mut row = 0;
            while row < rows {
                // Weights from farther away than the second-level cache are brought there while the
                // panels before them are multiplied.
                let (nth, left) = (row / most, rows - row);
                let far = cold && !last && nth < avx512::FETCHING * panels;
                // As many whole tiles at once as there are of a kind.
                let alike = if far { avx512::FETCHING * panels - nth } else { left };
                let count = match left / most {
                    0 => left,
                    _ if panels == 1 || most < avx512::ROWS[panels] => most,
                    tiles => tiles.min(alike) * most,
                };
                let tile = avx512::Tile {
                    fetch: far.then_some(nth),
                    a: a.data.wrapping_add(row * a.stride),
                    a_stride: a.stride,
                    b: self.panel(block.group, panel),
                    b_stride: self.panels.stride(),
                    k4: self.panels.depth().div_ceil(4),
                    target: self.target(&block, (row, count), (panel, panels)),
                };
                // SAFETY: rows and panels exist, and are as long as `k4` says.
                unsafe { avx512::product(&tile, sink, &mut acc) };
                row += count;
            }
        }
    }

    /// # Safety
    /// As [`block`](Self::block), with the block's rows in `a`, widened if that is what
    /// [`widens`](Self::widens) says, and room for a widened panel in `words`.
    unsafe fn with_avx2(&self, block: Block, a: Rows, sink: &Sink, words: *mut u8) {
        let rows = block.rows.1 - block.rows.0;
        let operands = match self.widens() {
            false => Operands::Fours,
            true if rows < WORTH_WIDENING => Operands::WidenedWords,
            true => Operands::Words,
        };
        let mut acc = Accumulators::new();
        for panel in block.panels.0..block.panels.1 {
            let target = self.target(&block, (0, rows), (panel, 1));
            let mut b = self.panel(block.group, panel);
            let next = b.addr() + self.panels.stride();
            if operands == Operands::Words {
                // SAFETY: a whole panel, and room for its words.
                unsafe { avx2::widen_panel(b, self.panels.stride(), words) };
                b = words;
            }
            let tile = avx2_tiles::Tile {
                a: a.data,
                a_stride: a.stride,
                b,
                steps: self.panels.depth().div_ceil(self.panels.cell),
                start: sink.start.wrapping_add(target.channel),
                fetch: next.wrapping_sub(b.addr()),
                rows,
                lanes: target.lanes,
            };
            // SAFETY: rows and panel exist, and are as long as `steps` says.
            unsafe { avx2::product(&tile, operands, sink, &target, &mut acc) };
        }
    }

    /// # Safety
    /// As [`block`](Self::block), with the block's first `direct` rows in `parts[0]`, the others
    /// in `parts[1]`, which has room for whole tiles.
    unsafe fn with_amx(
        &self,
        block: Block,
        parts: [Rows; 2],
        direct: usize,
        offsets: &Offsets,
        sink: &Sink,
    ) {
        let rows = block.rows.1 - block.rows.0;
        let left = |row: usize| {
            let (a, row) = if row < direct { (parts[0], row) } else { (parts[1], row - direct) };
            Left { data: a.data.wrapping_add(row * a.stride), stride: a.stride }
        };
        // SAFETY: the level is AMX; rows and panels exist and are filled up to whole steps.
        unsafe {
            let tiles = Tiles::configure();
            let mut tile_loop = TileLoop::new(&tiles, offsets, sink);
            for panel in (block.panels.0..block.panels.1).step_by(2) {
                let panels = (block.panels.1 - panel).min(2);
                let b = (self.panel(block.group, panel), self.panels.stride());
                for row in (0..rows).step_by(2 * amx::ROWS) {
                    let count = (rows - row).min(2 * amx::ROWS);
                    let second = if count > amx::ROWS { row + amx::ROWS } else { row };
                    let target = self.target(&block, (row, count), (panel, panels));
                    tile_loop.tile([left(row), left(second)], b, target);
                }
            }
            tile_loop.finish();
        }
    }
}

/// # Safety
/// As [`Patches::gather`]; the CPU has AVX2, which is all that moving bytes asks for.
#[target_feature(enable = "avx2")]
unsafe fn gather(
    patches: &Patches<'_>,
    group: usize,
    first: usize,
    rows: usize,
    dst: *mut u8,
    stride: usize,
) {
    // SAFETY: passed on.
    unsafe { patches.gather(group, first, rows, dst, stride) }
}
