//! Where the elements of a sliding window fall, along one axis.

use std::ops::Range;

/// A window's moves along one axis.
#[derive(Clone, Copy)]
pub(super) struct Slide {
    pub input: usize,
    pub output: usize,
    pub stride: usize,
    pub dilation: usize,
    pub padding: usize,
}

/// The outputs for which one element of the window falls inside the input.
#[derive(Clone)]
pub(super) struct Tap {
    pub outputs: Range<usize>,
    /// The input index for the first of them; each next is a stride further.
    pub first: usize,
}

impl Slide {
    /// Of element `k` of the window, which is at input `o * stride + k * dilation - padding` for
    /// output `o`.
    pub fn tap(&self, k: usize) -> Tap {
        let offset = k * self.dilation;
        let end = (self.input + self.padding)
            .saturating_sub(offset)
            .div_ceil(self.stride)
            .min(self.output);
        let start = self.padding.saturating_sub(offset).div_ceil(self.stride).min(end);
        let first = (start * self.stride + offset).saturating_sub(self.padding);
        Tap { outputs: start..end, first }
    }

    /// All elements of a window of `len`.
    pub fn taps(&self, len: usize) -> Vec<Tap> {
        (0..len).map(|k| self.tap(k)).collect()
    }
}

/// Calls `f` with each output of a row for which `tap` is inside the input, and that input.
#[inline(always)]
pub(super) fn zip_row(
    out: &mut [f32],
    input: &[f32],
    tap: &Tap,
    stride: usize,
    mut f: impl FnMut(&mut f32, f32),
) {
    if tap.outputs.is_empty() {
        return;
    }
    let out = &mut out[tap.outputs.clone()];
    let input = &input[tap.first..];
    match stride {
        // A loop over slices vectorises, one over strides does not.
        1 => out.iter_mut().zip(input).for_each(|(o, &i)| f(o, i)),
        2 => out.iter_mut().zip(input.chunks(2)).for_each(|(o, i)| f(o, i[0])),
        _ => out.iter_mut().zip(input.iter().step_by(stride)).for_each(|(o, &i)| f(o, i)),
    }
}
