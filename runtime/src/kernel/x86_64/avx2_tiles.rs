//! Tiles of the matrix product in 256-bit registers, with AVX-VNNI or with AVX2 alone.
//!
//! AVX2's own u8×i8 instruction adds pairs with saturation to 16 bits, which weights above half
//! their range can reach. Exact is the product of 16-bit pairs, so a block of rows is widened once
//! for all output channels, and a panel of weights once for all rows, or as it is read if these are
//! few. Either way a step reads four bytes of a row, and the loops are the same.

mod part;
mod whole;

use super::store::Sink;
use crate::kernel::pack::PANEL;

/// Rows of a tile: twelve sums of eight channels, as many as leave room for operands.
pub(super) const ROWS: usize = 6;

/// What a step multiplies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operands {
    /// Fours of bytes, with AVX-VNNI.
    Fours,
    /// Pairs of words.
    Words,
    /// Pairs of words, of which the panel's are bytes that each tile widens.
    WidenedWords,
}

/// Rows of `a`, one below the other, against a panel of weights.
#[derive(Clone, Copy)]
#[repr(C)]
pub(super) struct Tile {
    pub a: *const u8,
    pub a_stride: usize,
    pub b: *const u8,
    pub steps: usize,
    /// Where the sums start, for each of the panel's channels.
    pub start: *const i32,
    /// How far behind each fourth step of the panel a line is to be fetched: for the first whole
    /// tile, the next line for the next one.
    pub fetch: usize,
    /// How many rows, and how many of the panel's channels exist.
    pub rows: usize,
    pub lanes: usize,
}

impl Tile {
    /// Some of its rows.
    pub fn part(&self, first: usize, rows: usize) -> Tile {
        Tile {
            a: self.a.wrapping_add(first * self.a_stride),
            fetch: self.fetch.wrapping_add(first / ROWS * 64),
            rows,
            ..*self
        }
    }
}

/// What takes whole tiles of sums to bytes without leaving the registers: for sinks that neither
/// add nor pool and whose steps all are integers.
#[repr(C, align(32))]
pub(super) struct Finish {
    zero_point: [i16; 16],
    low: [u8; 32],
    high: [u8; 32],
    /// Puts what was packed within 128-bit lanes in order.
    order: [u32; 8],
    add: *const f32,
    mul: *const f32,
    stride: usize,
}

impl Finish {
    /// For the panel whose first output channel is `channel`, if it is a sink for this.
    pub fn new(sink: &Sink, channel: usize) -> Option<Self> {
        let plain = sink.moderate && !sink.pooled && sink.residual.is_null();
        plain.then(|| Finish {
            zero_point: [i16::from(sink.store.zero_point); 16],
            low: [sink.bounds.0; 32],
            high: [sink.bounds.1; 32],
            order: [0, 4, 1, 5, 2, 6, 3, 7],
            add: sink.add.wrapping_add(channel),
            mul: sink.mul.wrapping_add(channel),
            stride: sink.stride,
        })
    }
}

/// The products of a tile's rows and panel: rows of sums.
///
/// # Safety
/// Rows and panel hold `steps` steps; `start` has the panel's channels, `out` room for the rows,
/// and is aligned to vectors; the CPU has AVX2, and AVX-VNNI for [`Operands::Fours`].
pub(super) unsafe fn sums(t: &Tile, operands: Operands, out: *mut i32) {
    let both = t.lanes > PANEL / 2;
    let whole = if both { t.rows / ROWS * ROWS } else { 0 };
    // SAFETY: passed on, for rows that exist.
    unsafe {
        match operands {
            _ if whole == 0 => {}
            Operands::Fours => whole::four_sums(t, out),
            Operands::Words => whole::word_sums(t, out),
            Operands::WidenedWords => whole::widened_sums(t, out),
        }
        for row in (whole..t.rows).step_by(ROWS) {
            let part = t.part(row, ROWS.min(t.rows - row));
            part::sums(&part, both, operands, out.add(row * PANEL));
        }
    }
}

/// The products of whole tiles' rows and a whole panel as `finish` has them: rows of bytes, the
/// first at `out`.
///
/// # Safety
/// As [`sums`], but that `out` has room for bytes; the tables of `finish` have a panel's room.
pub(super) unsafe fn bytes(t: &Tile, operands: Operands, finish: &Finish, out: *mut u8) {
    assert!(t.rows.is_multiple_of(ROWS) && t.lanes == PANEL, "no whole tiles");
    // SAFETY: passed on.
    unsafe {
        match operands {
            _ if t.rows == 0 => {}
            Operands::Fours => whole::four_bytes(t, finish, out),
            Operands::Words => whole::word_bytes(t, finish, out),
            Operands::WidenedWords => whole::widened_bytes(t, finish, out),
        }
    }
}
