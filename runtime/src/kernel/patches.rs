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
    /// Bytes from one line of the window to the next in a row of patches.
    pub line: usize,
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

    /// Moves on by `count` places, at most to the start of the next row.
    fn advance(&self, place: &mut Place, count: usize) {
        let [gh, gw] = self.grid();
        place.x += count;
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
    /// `dst` is valid for writes of `rows · stride + OVERRUN` bytes, a row's lines take at most
    /// `stride` bytes, the rows exist, and `x` has the slack of an activation behind its data.
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
        let g = self.geometry;
        let neighbours = g.groups == 1 && g.dilation[1] == 1;
        let corners = self.corners();
        let mut place = self.place(first);
        let mut row = 0;
        while row < rows {
            let dst = dst.wrapping_add(row * stride);
            let run =
                if neighbours { self.inner_run(place).min((rows - row) / corners) } else { 0 };
            // SAFETY: the rows exist; a run's windows are inside the image.
            unsafe {
                if run > 0 {
                    self.gather_inner(place, run, dst, stride);
                } else {
                    for corner in 0..corners {
                        let dst = dst.wrapping_add(corner * stride);
                        self.gather_edge(group, Place { corner, ..place }, dst);
                    }
                }
            }
            row += run.max(1) * corners;
            self.advance(&mut place, run.max(1));
        }
    }

    /// Rows for each place of the grid.
    fn corners(&self) -> usize {
        if self.pooled { 4 } else { 1 }
    }

    /// The input's row and column where the window of a place starts.
    #[inline(always)]
    fn corner(&self, place: Place) -> (isize, isize) {
        let g = self.geometry;
        let (mut oy, mut ox) = (place.y, place.x);
        if self.pooled {
            (oy, ox) = (oy * 2 + place.corner / 2, ox * 2 + place.corner % 2);
        }
        let at = |o: usize, axis: usize| (o * g.stride[axis]) as isize - g.padding[axis] as isize;
        (at(oy, 0), at(ox, 1))
    }

    /// How many places from this one on, in its row of the grid, have windows inside the image.
    #[inline(always)]
    fn inner_run(&self, place: Place) -> usize {
        let g = self.geometry;
        let [_, h, w] = self.input;
        let (top, left) = self.corner(place);
        // The other corners of a pooling window are an output pixel further.
        let more = if self.pooled { g.stride } else { [0, 0] };
        let last = top + (g.dilation[0] * (g.kernel[0] - 1) + more[0]) as isize;
        let width = g.kernel[1] + more[1];
        if top < 0 || left < 0 || last >= h as isize || left as usize + width > w {
            return 0;
        }
        let step = g.stride[1] + more[1];
        ((w - width - left as usize) / step + 1).min(self.grid()[1] - place.x)
    }

    /// Rows of neighbouring places whose windows are inside the image.
    ///
    /// # Safety
    /// As [`gather`](Self::gather).
    #[allow(unsafe_code)]
    #[inline(always)]
    unsafe fn gather_inner(&self, place: Place, count: usize, dst: *mut u8, stride: usize) {
        let g = self.geometry;
        let [_, h, w] = self.input;
        let (top, left) = self.corner(place);
        let pixel = (place.image * h + top as usize) * w + left as usize;
        let run = Run {
            src: self.x.as_ptr().wrapping_add(pixel * g.in_channels),
            src_step: g.stride[1] * g.in_channels * if self.pooled { 2 } else { 1 },
            corners: self.corners(),
            corner_step: [g.stride[0] * w * g.in_channels, g.stride[1] * g.in_channels],
            dst,
            dst_step: stride,
            count,
            lines: g.kernel[0],
            line: g.kernel[1] * g.in_channels,
            line_step: g.dilation[0] * w * g.in_channels,
            line_stride: self.line,
        };
        // SAFETY: passed on.
        unsafe {
            match run.line {
                0..=16 => run.copy(|dst, src, _| move_bytes::<16>(dst, src)),
                17..=32 => run.copy(|dst, src, _| move_bytes::<32>(dst, src)),
                33..=64 => run.copy(|dst, src, _| move_bytes::<64>(dst, src)),
                65..=128 => run.copy(|dst, src, _| move_bytes::<128>(dst, src)),
                129..=192 => run.copy(|dst, src, _| move_bytes::<192>(dst, src)),
                _ => run.copy(|dst, src, len| copy(dst, src, len)),
            }
        }
    }

    /// One row, whose window may stick out of the image.
    ///
    /// # Safety
    /// As [`gather`](Self::gather).
    #[allow(unsafe_code)]
    #[inline(never)]
    unsafe fn gather_edge(&self, group: usize, place: Place, mut dst: *mut u8) {
        let g = self.geometry;
        let [_, h, w] = self.input;
        let (channels, part) = (g.in_channels, g.group_in());
        let (top, left) = self.corner(place);
        // Columns of the window inside the image, if they are neighbours.
        let columns = g.kernel[1] as isize;
        let before = (-left).clamp(0, columns) as usize;
        let end = (w as isize - left).clamp(before as isize, columns) as usize;
        for ky in 0..g.kernel[0] {
            let y = top.wrapping_add((ky * g.dilation[0]) as isize) as usize;
            let start = (place.image * h).wrapping_add(y).wrapping_mul(w);
            // SAFETY: a line of the window is filled from columns inside the image and padding.
            unsafe {
                if y >= h {
                    fill(dst, self.zero_point, g.kernel[1] * part);
                } else if part == channels && g.dilation[1] == 1 {
                    fill(dst, self.zero_point, before * part);
                    let column = start.wrapping_add_signed(left + before as isize);
                    let from = column.wrapping_mul(channels);
                    copy(
                        dst.add(before * part),
                        self.x.as_ptr().wrapping_add(from),
                        (end - before) * part,
                    );
                    fill(dst.add(end * part), self.zero_point, (g.kernel[1] - end) * part);
                } else {
                    for kx in 0..g.kernel[1] {
                        let x = left.wrapping_add((kx * g.dilation[1]) as isize) as usize;
                        let dst = dst.add(kx * part);
                        if x < w {
                            let at = (start + x) * channels + group * part;
                            copy(dst, self.x.as_ptr().add(at), part);
                        } else {
                            fill(dst, self.zero_point, part);
                        }
                    }
                }
                dst = dst.add(self.line);
            }
        }
    }
}

/// Windows of neighbouring pixels: each is `lines` times `line` bytes.
struct Run {
    src: *const u8,
    src_step: usize,
    /// Windows for each place, in pairs of rows and columns, and what is between those.
    corners: usize,
    corner_step: [usize; 2],
    dst: *mut u8,
    dst_step: usize,
    count: usize,
    lines: usize,
    line: usize,
    line_step: usize,
    line_stride: usize,
}

impl Run {
    #[inline(always)]
    fn copy(&self, copy: impl Fn(*mut u8, *const u8, usize)) {
        let mut to = self.dst;
        for i in 0..self.count {
            let place = self.src.wrapping_add(i * self.src_step);
            for corner in 0..self.corners {
                let [y, x] = self.corner_step;
                let mut src = place.wrapping_add(corner / 2 * y + corner % 2 * x);
                let mut dst = to;
                for _ in 0..self.lines {
                    copy(dst, src, self.line);
                    src = src.wrapping_add(self.line_step);
                    dst = dst.wrapping_add(self.line_stride);
                }
                to = to.wrapping_add(self.dst_step);
            }
        }
    }
}

/// # Safety
/// Reads and writes of `N` bytes are valid.
#[allow(unsafe_code)]
#[inline(always)]
unsafe fn move_bytes<const N: usize>(dst: *mut u8, src: *const u8) {
    // SAFETY: the caller's promise.
    unsafe { dst.cast::<[u8; N]>().write(src.cast::<[u8; N]>().read()) };
}

/// Copies `len` bytes and up to a vector of whatever follows.
///
/// # Safety
/// Reads and writes of `len + OVERRUN` bytes are valid.
#[allow(unsafe_code)]
#[inline(always)]
unsafe fn copy(dst: *mut u8, src: *const u8, len: usize) {
    for at in (0..len).step_by(64) {
        // SAFETY: each step starts below `len` and moves `OVERRUN` bytes.
        unsafe { move_bytes::<64>(dst.add(at), src.add(at)) };
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
