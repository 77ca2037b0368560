//! Gathers the bytes that output pixels read into rows of a small buffer.
//!
//! A block of rows stays in cache while every output channel reads it, so a convolution becomes a
//! matrix product without an im2col buffer of the whole image, whatever its stride, dilation or
//! padding.

use super::{ConvGeometry, SLACK};

/// Bytes that a row may overrun its end by: rows are copied a vector at a time.
pub(crate) const OVERRUN: usize = SLACK;

/// Where rows of patches come from.
#[derive(Clone, Copy)]
pub(crate) struct Patches<'a> {
    pub x: &'a [u8],
    pub geometry: &'a ConvGeometry,
    pub input: [usize; 3],
    /// Height and width of the convolution's output.
    pub output: [usize; 2],
    /// The value of padding.
    pub zero_point: u8,
    /// Whether rows come in groups of four, one for each place of a 2×2 pooling window.
    pub pooled: bool,
}

/// An output pixel.
#[derive(Clone, Copy)]
struct Place {
    image: usize,
    y: usize,
    x: usize,
    /// Place in the pooling window.
    corner: usize,
}

impl Patches<'_> {
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        let [oh, ow] = self.output;
        self.input[0] * if self.pooled { (oh / 2) * (ow / 2) * 4 } else { oh * ow }
    }

    /// Whether row `r` is just the `r`-th pixel of the input.
    pub fn are_pixels(&self) -> bool {
        let g = self.geometry;
        !self.pooled && g.kernel == [1, 1] && g.stride == [1, 1] && g.padding == [0, 0]
    }

    /// Rows and columns of the grid that rows are counted on: output pixels or pooling windows.
    fn grid(&self) -> [usize; 2] {
        let [oh, ow] = self.output;
        if self.pooled { [oh / 2, ow / 2] } else { [oh, ow] }
    }

    fn place(&self, row: usize) -> Place {
        let [gh, gw] = self.grid();
        let (cell, corner) = if self.pooled { (row / 4, row % 4) } else { (row, 0) };
        Place { image: cell / (gh * gw), y: cell / gw % gh, x: cell % gw, corner }
    }

    fn next(&self, place: &mut Place) {
        if self.pooled && place.corner < 3 {
            place.corner += 1;
            return;
        }
        let [gh, gw] = self.grid();
        place.corner = 0;
        place.x += 1;
        if place.x == gw {
            (place.x, place.y) = (0, place.y + 1);
            if place.y == gh {
                (place.y, place.image) = (0, place.image + 1);
            }
        }
    }

    /// Writes `rows` rows of the channels of `group`, starting with row `first`, `stride` bytes
    /// apart.
    ///
    /// # Safety
    /// `dst` is valid for writes of `rows · stride + OVERRUN` bytes, a row has at most `stride`
    /// bytes, the rows exist, and `x` has the slack of an activation behind its data.
    #[allow(unsafe_code)]
    #[inline(always)]
    pub unsafe fn gather(
        &self,
        group: usize,
        first: usize,
        rows: usize,
        dst: *mut u8,
        stride: usize,
    ) {
        let mut place = self.place(first);
        for row in 0..rows {
            // SAFETY: `row < rows`, the rest is passed on.
            unsafe { self.gather_row(group, place, dst.add(row * stride)) };
            self.next(&mut place);
        }
    }

    /// # Safety
    /// As [`gather`](Self::gather), for one row.
    #[allow(unsafe_code)]
    #[inline(always)]
    unsafe fn gather_row(&self, group: usize, place: Place, mut dst: *mut u8) {
        let g = self.geometry;
        let [_, h, w] = self.input;
        let (mut oy, mut ox) = (place.y, place.x);
        if self.pooled {
            (oy, ox) = (oy * 2 + place.corner / 2, ox * 2 + place.corner % 2);
        }
        let (channels, part) = (g.in_channels, g.group_in());
        let left = (ox * g.stride[1]) as isize - g.padding[1] as isize;
        for ky in 0..g.kernel[0] {
            let y = (oy * g.stride[0] + ky * g.dilation[0]).wrapping_sub(g.padding[0]);
            if y >= h {
                let len = g.kernel[1] * part;
                // SAFETY: a row of the window has `len` bytes, all inside the row of patches.
                unsafe { fill(dst, self.zero_point, len) };
                dst = dst.wrapping_add(len);
                continue;
            }
            let start = (place.image * h + y) * w;
            if part == channels && g.dilation[1] == 1 {
                // The window's pixels are neighbours: padding, pixels, padding.
                let before = (-left).clamp(0, g.kernel[1] as isize) as usize;
                let end = (w as isize - left).clamp(before as isize, g.kernel[1] as isize) as usize;
                // SAFETY: columns `left + before .. left + end` are inside the image, the three
                // parts make up the window's row.
                unsafe {
                    if before > 0 {
                        fill(dst, self.zero_point, before * channels);
                    }
                    if end > before {
                        let column = (left + before as isize) as usize;
                        let src = self.x.as_ptr().add((start + column) * channels);
                        copy(dst.add(before * channels), src, (end - before) * channels);
                    }
                    if end < g.kernel[1] {
                        let len = (g.kernel[1] - end) * channels;
                        fill(dst.add(end * channels), self.zero_point, len);
                    }
                    dst = dst.add(g.kernel[1] * channels);
                }
                continue;
            }
            for kx in 0..g.kernel[1] {
                let x = left.wrapping_add((kx * g.dilation[1]) as isize) as usize;
                // SAFETY: one pixel's channels of the group, inside the image or of padding.
                unsafe {
                    if x < w {
                        let at = (start + x) * channels + group * part;
                        copy(dst, self.x.as_ptr().add(at), part);
                    } else {
                        fill(dst, self.zero_point, part);
                    }
                    dst = dst.add(part);
                }
            }
        }
    }
}

/// Copies `len` bytes and up to a vector of whatever follows.
///
/// # Safety
/// Reads and writes of `len + OVERRUN` bytes are valid.
#[allow(unsafe_code)]
#[inline(always)]
unsafe fn copy(dst: *mut u8, src: *const u8, len: usize) {
    // SAFETY: each step starts below `len` and moves at most `OVERRUN` bytes.
    unsafe {
        if len <= 16 {
            dst.cast::<[u8; 16]>().write(src.cast::<[u8; 16]>().read());
        } else if len <= 32 {
            dst.cast::<[u8; 32]>().write(src.cast::<[u8; 32]>().read());
        } else {
            for at in (0..len).step_by(64) {
                dst.add(at).cast::<[u8; 64]>().write(src.add(at).cast::<[u8; 64]>().read());
            }
        }
    }
}

/// Writes `len` times `value` and up to a vector more.
///
/// # Safety
/// Writes of `len + OVERRUN` bytes are valid.
#[allow(unsafe_code)]
#[inline(always)]
unsafe fn fill(dst: *mut u8, value: u8, len: usize) {
    for at in (0..len).step_by(64) {
        // SAFETY: each step starts below `len` and writes `OVERRUN` bytes.
        unsafe { dst.add(at).cast::<[u8; 64]>().write([value; 64]) };
    }
}
