//! 3×3 convolution by Winograd's products, in words, and exact all the same; see
//! [there](crate::kernel::winograd).
//!
//! The sums of inputs of a block of squares stay in cache while panels of output channels are
//! multiplied with them, one matrix for each of the places; the sums of the products then go to the
//! store that all kernels of the vectors' width share. The sums of a panel's weights, eight times the
//! bytes of those, are made for each block anew: that takes less time than reading them would, and
//! nothing has to keep them.

mod sums;
mod width;
mod words;

use std::{marker::PhantomData, ops::Range};

use self::{
    sums::{Products, RUN, STRIP},
    width::{Avx2, Avx512, Tile, Width},
};
use super::{
    store::{Accumulators, Sink, Target},
    tiling::even_parts,
};
use crate::kernel::{
    Bytes,
    conv::Call,
    isa::Level,
    pack::{PANEL, Panels},
    parallel::{self, Threads},
    winograd::{PLACES, READ, SQUARE},
};

/// Bytes of inputs' sums in a block at most: they share the second-level cache with those of weights.
const BLOCK: usize = 400 << 10;
/// Bytes of all sums and products of a thread, where there are fewer of activations.
const ROOM: usize = 512 << 10;
/// Squares of a block at least.
const LEAST: usize = 8;
/// Bytes of weights from which on threads share those, not squares: each sums up its part only.
const SHARED_WEIGHTS: usize = 128 << 10;

/// The place whose product is in each of a square's outputs, and how often in what is a multiple of
/// them there.
const EVERYWHERE: usize = READ + 1;
const EVERYWHERE_TIMES: i32 = 36;

/// Whether it takes less time than the products of bytes do, and the instruction set is one for it.
pub(in crate::kernel) fn pays(call: &Call<'_>, panels: &Panels) -> bool {
    panels.winograd
        && match call.packed.isa.level() {
            Level::Avx2 => Squares::<Avx2>::new(call, panels).pay(),
            Level::Avx512Vnni => Squares::<Avx512>::new(call, panels).pay(),
            // They multiply no words, or bytes so much faster that it never does.
            Level::Scalar | Level::AvxVnni | Level::Amx => false,
        }
}

/// Convolves, whether it pays or not; `pooled` takes the maximum of each 2×2 outputs.
///
/// # Panics
/// If the weights or the instruction set are not for it.
pub(in crate::kernel) fn run(call: &Call<'_>, panels: &Panels, pooled: bool, out: &mut [u8]) {
    assert!(panels.winograd, "weights that squares are not exact with");
    let sink = Sink::new(call.requant, call.residual, out, call.requant.channels, pooled);
    match call.packed.isa.level() {
        Level::Avx2 => Squares::<Avx2>::new(call, panels).run(&sink),
        Level::Avx512Vnni => Squares::<Avx512>::new(call, panels).run(&sink),
        level => unreachable!("{level:?} is not for squares"),
    }
}

/// A convolution as squares of outputs.
struct Squares<'a, W> {
    call: &'a Call<'a>,
    panels: &'a Panels,
    /// Squares down and across an image.
    grid: [usize; 2],
    width: PhantomData<fn() -> W>,
}

/// Squares and panels that are multiplied, and stored, together.
#[derive(Clone, Copy)]
struct Strip {
    first: usize,
    len: usize,
    /// The squares' inputs' sums.
    inputs: *const u8,
    panel: usize,
    panels: usize,
}

/// Where a thread has its numbers.
#[derive(Clone, Copy)]
struct Room {
    /// The sums of some panels' weights.
    weights: *mut i16,
    /// The products of a strip.
    products: *mut i32,
}

impl<'a, W: Width> Squares<'a, W> {
    fn new(call: &'a Call<'a>, panels: &'a Panels) -> Self {
        let grid = call.output.map(|size| size.div_ceil(SQUARE));
        Squares { call, panels, grid, width: PhantomData }
    }

    fn pay(&self) -> bool {
        self.channels() <= W::RESIDENT && self.cycles() < self.direct_cycles()
    }

    fn count(&self) -> usize {
        self.call.input[0] * self.grid[0] * self.grid[1]
    }

    fn channels(&self) -> usize {
        self.call.packed.geometry.in_channels
    }

    /// Squares of a block.
    fn of_block(&self) -> usize {
        let [n, h, w] = self.call.input;
        let [oh, ow] = self.call.output;
        let activations = n * (h * w * self.channels() + oh * ow * self.call.requant.channels);
        let inputs = activations.max(ROOM).saturating_sub(self.room()).min(BLOCK);
        (inputs / self.stride()).saturating_sub(1).max(LEAST).min(self.count())
    }

    /// About how many cycles it takes: products of words, the sums before and after them, and for each
    /// block the sums of the weights.
    fn cycles(&self) -> usize {
        let panels = self.panels.count.next_multiple_of(W::PANELS);
        let (cin, cout) = (self.channels(), panels * PANEL);
        let square = PLACES * cin * cout / W::WORD_PRODUCTS
            + W::INPUT_CYCLES * cin
            + W::OUTPUT_CYCLES * cout;
        self.count() * square + self.count().div_ceil(self.of_block()) * 7 * cin * cout / 2
    }

    /// About how many cycles the products of bytes take.
    fn direct_cycles(&self) -> usize {
        let [oh, ow] = self.call.output;
        let outputs = self.call.input[0] * oh * ow * self.panels.count * PANEL;
        outputs * 9 * self.channels() / W::BYTE_PRODUCTS
    }

    fn run(&self, sink: &Sink) {
        let threads = parallel::threads_for(self.cycles() / 3);
        let padding = self.call.scratch.filled(self.channels(), self.call.requant.x.zero_point);
        let few_weights = self.panels.bytes() < SHARED_WEIGHTS;
        if threads.count == 1 || few_weights && self.count() >= threads.count * 2 * STRIP {
            self.share_squares(threads, &padding, sink);
        } else {
            self.share_panels(threads, &padding, sink);
        }
    }

    /// Each thread has squares of its own, and sums up all weights.
    fn share_squares(&self, threads: Threads, padding: &[u8], sink: &Sink) {
        // A tile may read a square more.
        let inputs = (self.of_block() + 1) * self.stride();
        let scratch = (self.call.scratch, inputs + self.room());
        threads.for_each_run_with(self.count(), scratch, &|scratch, run| {
            let (inputs, room) = scratch.split_at_mut(inputs);
            let room = self.room_in(room);
            for block in parts_of(run, self.of_block()) {
                self.sum_inputs(block.start, &mut inputs[..block.len() * self.stride()], padding);
                // SAFETY: as the caller of the kernels has it: packed for its instruction set, so that
                // was detected, and long enough buffers. Runs do not overlap.
                unsafe { self.multiply_block(block, 0..self.panels.count, inputs, room, sink) };
            }
        });
    }

    /// All threads sum up the inputs of a block; then each has panels of its own.
    fn share_panels(&self, threads: Threads, padding: &[u8], sink: &Sink) {
        let stride = self.stride();
        // A tile may read a square more.
        let mut inputs = self.call.scratch.take::<Bytes>((self.of_block() + 1) * stride);
        for block in parts_of(0..self.count(), self.of_block()) {
            let first = block.start;
            threads.for_each_part(&mut inputs[..block.len() * stride], stride, &|nth, part| {
                self.sum_inputs(first + nth, part, padding);
            });
            let units = self.panels.count.div_ceil(W::PANELS);
            threads.for_each_run_with(units, (self.call.scratch, self.room()), &|scratch, run| {
                let panels = run.start * W::PANELS..(run.end * W::PANELS).min(self.panels.count);
                let room = self.room_in(scratch);
                // SAFETY: as above.
                unsafe { self.multiply_block(block.clone(), panels, &inputs, room, sink) };
            });
        }
    }

    /// Words of a panel's weights' sums at one place.
    fn panel(&self) -> usize {
        self.channels() * PANEL
    }

    /// Words from the weights' sums at one place to those at the next: a line more than they take, so
    /// that those of all places for one cell, which are written together, fall into different sets of
    /// the cache.
    fn weights(&self) -> usize {
        W::PANELS * self.panel() + 32
    }

    /// Integers from the products of a strip at one place to those at the next, likewise.
    const PRODUCTS: usize = STRIP * W::PANELS * PANEL + 16;

    /// Bytes of a thread's room.
    fn room(&self) -> usize {
        PLACES * (size_of::<i32>() * Self::PRODUCTS + size_of::<i16>() * self.weights())
    }

    fn room_in(&self, bytes: &mut [u8]) -> Room {
        let (products, weights) =
            bytes[..self.room()].split_at_mut(PLACES * size_of::<i32>() * Self::PRODUCTS);
        Room { weights: weights.as_mut_ptr().cast(), products: products.as_mut_ptr().cast() }
    }

    /// Words of a square's sums at one place: whole vectors.
    fn depth(&self) -> usize {
        self.channels().next_multiple_of(W::WORDS)
    }

    /// Bytes from one square's sums to the next's: a line more than they take, so that those of a
    /// tile fall into different sets of the cache.
    fn stride(&self) -> usize {
        size_of::<i16>() * PLACES * self.depth() + 64
    }

    /// Sums up the inputs of as many squares from `first` on as `sums` has room for.
    fn sum_inputs(&self, first: usize, sums: &mut [u8], padding: &[u8]) {
        for (square, sums) in (first..).zip(sums.chunks_exact_mut(self.stride())) {
            let inputs = self.inputs(square, padding);
            // SAFETY: packed for the instruction set, so that was detected; room for a square's sums;
            // inputs and padding have slack behind them.
            unsafe { W::sum_inputs(&inputs, self.depth(), sums.as_mut_ptr().cast()) };
        }
    }

    /// Convolves a block of squares to some panels of output channels.
    ///
    /// # Safety
    /// The CPU has the instructions; `inputs` are the sums of the block's squares; buffers and tables fit
    /// the convolution; nobody else has the room or writes these outputs.
    unsafe fn multiply_block(
        &self,
        block: Range<usize>,
        panels: Range<usize>,
        inputs: &[u8],
        room: Room,
        sink: &Sink,
    ) {
        for panel in panels.clone().step_by(W::PANELS) {
            let panels = W::PANELS.min(panels.end - panel);
            for nth in 0..panels {
                let from = self.panels.group(0)[(panel + nth) * self.panels.stride()..].as_ptr();
                let to = room.weights.wrapping_add(nth * self.panel());
                // SAFETY: nine taps of whole cells, as Winograd's are, and room for their sums.
                unsafe { W::sum_weights(from, self.channels(), to, self.weights()) };
            }
            for strip in parts_of(block.clone(), STRIP) {
                let inputs = inputs[(strip.start - block.start) * self.stride()..].as_ptr();
                let strip = Strip { first: strip.start, len: strip.len(), inputs, panel, panels };
                // SAFETY: the sums are written; passed on.
                unsafe { self.multiply(strip, room) };
                for nth in 0..panels {
                    let products = Products {
                        first: room.products.wrapping_add(nth * PANEL),
                        square: W::PANELS * PANEL,
                        place: Self::PRODUCTS,
                    };
                    // SAFETY: the products are written; passed on.
                    unsafe { self.store(strip, products, panel + nth, sink) };
                }
            }
        }
    }

    /// Where the inputs of a square are.
    fn inputs(&self, square: usize, padding: &[u8]) -> [*const u8; PLACES] {
        let g = &self.call.packed.geometry;
        let [_, h, w] = self.call.input;
        let [down, across] = self.grid;
        let image = square / (down * across);
        let corner = [square / across % down, square % across];
        std::array::from_fn(|place| {
            let y = (SQUARE * corner[0] + place / READ).wrapping_sub(g.padding[0]);
            let x = (SQUARE * corner[1] + place % READ).wrapping_sub(g.padding[1]);
            if y < h && x < w {
                self.call.x.as_ptr().wrapping_add(((image * h + y) * w + x) * g.in_channels)
            } else {
                padding.as_ptr()
            }
        })
    }

    /// The products of a strip, place by place.
    ///
    /// # Safety
    /// The sums are written; the CPU has the instructions.
    unsafe fn multiply(&self, strip: Strip, room: Room) {
        let channel = strip.panel * PANEL;
        let zeros = [0; 2 * PANEL];
        // There is room behind the table's end.
        let start: [i32; 2 * PANEL] = std::array::from_fn(|i| {
            self.call.requant.start[channel + i].wrapping_mul(EVERYWHERE_TIMES)
        });
        for place in 0..PLACES {
            let tile = Tile {
                a: strip.inputs.wrapping_add(size_of::<i16>() * place * self.depth()),
                a_stride: self.stride(),
                rows: strip.len,
                b: room.weights.wrapping_add(place * self.weights()).cast(),
                b_stride: (strip.panels - 1) * size_of::<i16>() * self.panel(),
                steps: self.channels() / 2,
                lanes: self.lanes(channel, strip.panels),
            };
            let start = if place == EVERYWHERE { &start } else { &zeros }.as_ptr();
            let out = room.products.wrapping_add(place * Self::PRODUCTS);
            // SAFETY: rows and panel are as long as that, and there is room for the products.
            unsafe { W::multiply(&tile, start, out) };
        }
    }

    /// Channels from this one on that so many panels have.
    fn lanes(&self, channel: usize, panels: usize) -> usize {
        (self.call.requant.channels - channel).min(panels * PANEL)
    }

    /// Requantizes and stores the outputs of a strip for a panel.
    ///
    /// # Safety
    /// The products are written; as [`Sink::store`].
    unsafe fn store(&self, strip: Strip, products: Products, panel: usize, sink: &Sink) {
        let [down, across] = self.grid;
        let channel = panel * PANEL;
        // Lines of pixels, or of windows of four; of a size that is odd the last are not pooled.
        let per = if sink.pooled { 2 } else { 1 };
        let ([oh, ow], side) = (self.call.output.map(|size| size / per), SQUARE / per);
        let mut acc = Accumulators::new();
        let (mut square, end) = (strip.first, strip.first + strip.len);
        while square < end {
            let (image, y, x) = (square / (down * across), square / across % down, square % across);
            let run = RUN.min(end - square).min(across - x);
            let first = products.first.wrapping_add((square - strip.first) * products.square);
            // SAFETY: as many squares as there is room for.
            unsafe { W::sum_products(Products { first, ..products }, run, sink.pooled, &mut acc) };
            let pixels = (side * run).min(ow.saturating_sub(side * x));
            for line in 0..side.min(oh.saturating_sub(side * y)) {
                let rows = per * per;
                let target = Target {
                    from: line * side * RUN * rows,
                    rows: pixels * rows,
                    panels: 1,
                    row: ((image * oh + side * y + line) * ow + side * x) * rows,
                    channel,
                    lanes: self.lanes(channel, 1),
                    grid: None,
                };
                // SAFETY: passed on, for outputs that exist.
                unsafe { W::store(sink, &acc, &target) };
            }
            square += run;
        }
    }
}

/// Cuts a range into as few parts of at most so many as can be.
fn parts_of(range: Range<usize>, most: usize) -> impl Iterator<Item = Range<usize>> {
    let parts = range.len().div_ceil(most);
    even_parts(range, parts)
}
