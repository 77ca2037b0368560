//! Weights, laid out once for the kernels that read them.

mod depthwise;

pub(crate) use depthwise::Depthwise;

use super::{Activation, Bytes, ConvGeometry, Isa, Requant, isa::Level, winograd};
use crate::qparams::QParams;

/// Output channels of a panel: the i32 lanes of a 512-bit register.
pub(crate) const PANEL: usize = 16;

/// Bytes behind the weights: a step of k.
const READ_AHEAD: usize = 64 * PANEL;

/// A convolution's weights, packed for one instruction set.
///
/// ```
/// use quantizable::kernel::{Activation, BufferPool, Bytes, ConvGeometry, Epilogue, Isa, PackedConv, conv2d};
/// use quantizable::QParams;
/// let geometry = ConvGeometry::pointwise(2, 1);
/// let packed = PackedConv::new(Isa::detect(), geometry, &[3, -1], &[0.5], Some(&[1.0]));
/// let x = QParams { scale: 1.0, zero_point: 0 };
/// let y = QParams { scale: 0.5, zero_point: 10 };
/// let requant = packed.requant(x, y, Activation::None);
///
/// let pool = BufferPool::new();
/// let mut input = pool.take::<Bytes>(2);
/// input[..2].copy_from_slice(&[4, 5]);
/// let mut output = pool.take::<Bytes>(1);
/// conv2d(&packed, &requant, &input, [1, 1, 1], Epilogue::default(), &mut output, &pool);
/// assert_eq!(output[0], 10 + 9); // (4·3 − 5)·0.5 + 1 = 4.5
/// ```
#[derive(Clone, Debug)]
pub struct PackedConv {
    pub(crate) isa: Isa,
    pub(crate) geometry: ConvGeometry,
    pub(crate) weights: Weights,
    /// `Σw` of each output channel.
    sums: Vec<i32>,
    scales: Vec<f32>,
    bias: Option<Vec<f32>>,
}

/// The layouts, by strategy.
#[derive(Clone, Debug)]
pub(crate) enum Weights {
    Panels(Panels),
    Depthwise(Depthwise),
}

/// Matrix weights: for each group and each [`PANEL`] of its output channels, a cell of each of the
/// panel's channels, which is some steps of k, then k.
///
/// k counts the bytes that an output pixel reads; it falls into `taps` chunks of `chunk` bytes
/// that are contiguous in the input, each filled up with zeros to `padded`.
#[derive(Clone, Debug)]
pub(crate) struct Panels {
    data: Bytes,
    pub taps: usize,
    pub chunk: usize,
    pub padded: usize,
    /// Panels of a group.
    pub count: usize,
    /// Steps of k in a cell: four for dot products of fours of bytes; two for pairs of words, which
    /// kernels widen them to whose own sums of bytes saturate.
    pub cell: usize,
    /// Whether Winograd's products may be used.
    pub winograd: bool,
}

impl Panels {
    pub fn new(
        geometry: &ConvGeometry,
        oihw: &[i8],
        chunk: usize,
        align: usize,
        cell: usize,
    ) -> Self {
        let k = geometry.group_in() * geometry.taps();
        let count = geometry.group_out().div_ceil(PANEL);
        let (taps, padded) = (k / chunk, chunk.next_multiple_of(align));
        let winograd = winograd::suits(geometry, oihw);
        let mut panels =
            Panels { data: Bytes::zeroed(0), taps, chunk, padded, count, cell, winograd };
        // A step of k is loaded behind the last, though not used.
        panels.data = Bytes::zeroed(geometry.groups * count * panels.stride() + READ_AHEAD);
        let (taps, cin) = (geometry.taps(), geometry.group_in());
        for (oc, weights) in oihw.chunks_exact(cin * taps).enumerate() {
            let at = panels.channel(geometry, oc);
            // Counted instead of divided for each weight, as `position` does.
            let (mut k, mut left) = (0, chunk);
            for tap in 0..taps {
                for &w in weights[tap..].iter().step_by(taps) {
                    let at = at + panels.of_step(k);
                    panels.data[at] = w as u8;
                    (k, left) = (k + 1, left - 1);
                    if left == 0 {
                        (k, left) = (k + padded - chunk, chunk);
                    }
                }
            }
        }
        panels
    }

    /// Bytes of a panel.
    pub fn stride(&self) -> usize {
        self.taps * self.padded * PANEL
    }

    /// Bytes of all panels.
    pub fn bytes(&self) -> usize {
        self.data.len() - READ_AHEAD
    }

    /// Bytes of k, from the first to the last that counts.
    pub fn depth(&self) -> usize {
        (self.taps - 1) * self.padded + self.chunk
    }

    /// Bytes from one line of the window to the next where its pixels are gathered.
    pub fn padded_line(&self, geometry: &ConvGeometry) -> usize {
        let line = geometry.kernel[1] * geometry.group_in();
        if self.taps == geometry.kernel[0] && self.chunk == line { self.padded } else { line }
    }

    /// The panels of a group.
    pub fn group(&self, group: usize) -> &[u8] {
        let len = self.count * self.stride();
        &self.data[group * len..(group + 1) * len]
    }

    /// The weight at index `i` in OIHW order.
    pub fn weight(&self, geometry: &ConvGeometry, i: usize) -> i8 {
        self.data[self.position(geometry, i)] as i8
    }

    /// Where the weight at index `i` in OIHW order is.
    fn position(&self, geometry: &ConvGeometry, i: usize) -> usize {
        let (taps, cin) = (geometry.taps(), geometry.group_in());
        let (tap, ci, oc) = (i % taps, i / taps % cin, i / taps / cin);
        let k = tap * cin + ci;
        let k = k / self.chunk * self.padded + k % self.chunk;
        self.channel(geometry, oc) + self.of_step(k)
    }

    /// Where a channel's weight for step `k` is, from its first.
    fn of_step(&self, k: usize) -> usize {
        k / self.cell * PANEL * self.cell + k % self.cell
    }

    /// Where an output channel's weights start.
    fn channel(&self, geometry: &ConvGeometry, oc: usize) -> usize {
        let (group, oc) = (oc / geometry.group_out(), oc % geometry.group_out());
        (group * self.count + oc / PANEL) * self.stride() + oc % PANEL * self.cell
    }
}

impl PackedConv {
    /// Packs `oihw` weights (out, in of the group, height, width) with a scale for each output
    /// channel.
    ///
    /// # Panics
    /// If a slice has another length than the geometry asks for.
    #[track_caller]
    pub fn new(
        isa: Isa,
        geometry: ConvGeometry,
        oihw: &[i8],
        weight_scales: &[f32],
        bias: Option<&[f32]>,
    ) -> Self {
        geometry.check();
        assert_eq!(oihw.len(), geometry.weight_len(), "weights of {geometry:?}");
        assert_eq!(weight_scales.len(), geometry.out_channels, "weight scales of {geometry:?}");
        if let Some(bias) = bias {
            assert_eq!(bias.len(), geometry.out_channels, "bias of {geometry:?}");
        }
        let per_channel = oihw.len() / geometry.out_channels;
        let sum = |w: &[i8]| w.iter().map(|&w| i32::from(w)).fold(0, i32::wrapping_add);
        PackedConv {
            isa,
            geometry,
            weights: Weights::choose(isa, &geometry, oihw),
            sums: oihw.chunks_exact(per_channel).map(sum).collect(),
            scales: weight_scales.to_vec(),
            bias: bias.map(<[f32]>::to_vec),
        }
    }

    /// The instruction set it is packed for.
    pub fn isa(&self) -> Isa {
        self.isa
    }

    /// The sizes of the convolution.
    pub fn geometry(&self) -> &ConvGeometry {
        &self.geometry
    }

    /// The scale of each output channel's weights.
    pub fn weight_scales(&self) -> &[f32] {
        &self.scales
    }

    /// The bias.
    pub fn bias(&self) -> Option<&[f32]> {
        self.bias.as_deref()
    }

    /// The weights as they were given, in OIHW order.
    pub fn weights(&self) -> Vec<i8> {
        let geometry = &self.geometry;
        let weight = |i: usize| match &self.weights {
            Weights::Panels(panels) => panels.weight(geometry, i),
            Weights::Depthwise(weights) => weights.weight(i),
        };
        (0..geometry.weight_len()).map(weight).collect()
    }

    /// Tables for an input and output of these scales and zero points; make them once for each
    /// call site.
    pub fn requant(&self, x: QParams, y: QParams, activation: Activation) -> Requant {
        Requant::new(&self.sums, &self.scales, self.bias(), x, y, activation)
    }
}

impl Weights {
    fn choose(isa: Isa, geometry: &ConvGeometry, oihw: &[i8]) -> Self {
        if geometry.groups > 1 && geometry.group_in() == 1 && geometry.group_out() == 1 {
            let interleaved = matches!(isa.level(), Level::Avx512Vnni | Level::Amx);
            return Weights::Depthwise(Depthwise::new(geometry, oihw, interleaved));
        }
        let pixel = geometry.group_in();
        let (line, window) = (pixel * geometry.kernel[1], pixel * geometry.taps());
        let (chunk, align) = match isa.level() {
            // Where it wastes little, lines that start at whole steps of k: for reading them
            // straight from the image.
            Level::Amx if geometry.is_dense() && geometry.kernel[0] > 1 => {
                let by_line = line.next_multiple_of(64) * geometry.kernel[0];
                let direct = by_line * 8 <= window.next_multiple_of(64) * 9;
                (if direct { line } else { window }, 64)
            }
            // So few steps that whole tiles of k are mostly zeros.
            Level::Amx if window <= 16 => (window, 4),
            Level::Amx => (window, 64),
            Level::Avx2 | Level::AvxVnni | Level::Avx512Vnni => (window, 4),
            Level::Scalar => (pixel, 4),
        };
        let cell = if isa.level() == Level::Avx2 { 2 } else { 4 };
        Weights::Panels(Panels::new(geometry, oihw, chunk, align, cell))
    }
}

/// A linear layer's weights, packed for one instruction set: the 1×1 convolution of as many
/// pixels as there are rows.
#[derive(Clone, Debug)]
pub struct PackedLinear(pub(crate) PackedConv);

impl PackedLinear {
    /// Packs `[out, in]` weights with a scale for each output feature.
    ///
    /// # Panics
    /// If a slice has another length than the sizes ask for.
    #[track_caller]
    pub fn new(
        isa: Isa,
        [out_features, in_features]: [usize; 2],
        weights: &[i8],
        weight_scales: &[f32],
        bias: Option<&[f32]>,
    ) -> Self {
        let geometry = ConvGeometry::pointwise(in_features, out_features);
        PackedLinear(PackedConv::new(isa, geometry, weights, weight_scales, bias))
    }

    /// Features of an input row.
    pub fn in_features(&self) -> usize {
        self.0.geometry.in_channels
    }

    /// Features of an output row.
    pub fn out_features(&self) -> usize {
        self.0.geometry.out_channels
    }

    /// The instruction set it is packed for.
    pub fn isa(&self) -> Isa {
        self.0.isa
    }

    /// The scale of each output feature's weights.
    pub fn weight_scales(&self) -> &[f32] {
        self.0.weight_scales()
    }

    /// The bias.
    pub fn bias(&self) -> Option<&[f32]> {
        self.0.bias()
    }

    /// The weights as they were given, `[out, in]`.
    pub fn weights(&self) -> Vec<i8> {
        self.0.weights()
    }

    /// Tables for an input and output of these scales and zero points; make them once for each
    /// call site.
    pub fn requant(&self, x: QParams, y: QParams, activation: Activation) -> Requant {
        self.0.requant(x, y, activation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_come_back_as_given() {
        for (cin, cout, groups, width) in
            [(3, 5, 1, 2), (6, 34, 2, 2), (7, 7, 7, 2), (64, 33, 1, 2), (17, 33, 1, 3)]
        {
            let geometry =
                ConvGeometry { kernel: [3, width], groups, ..ConvGeometry::pointwise(cin, cout) };
            let weights: Vec<i8> = (0..geometry.weight_len()).map(|i| (i * 37) as i8).collect();
            for &isa in Isa::available() {
                let packed = PackedConv::new(isa, geometry, &weights, &vec![1.0; cout], None);
                assert_eq!(packed.weights(), weights, "{isa} {geometry:?}");
            }
        }
    }
}
