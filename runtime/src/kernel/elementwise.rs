//! Kernels that treat each element alone.

use super::{Activation, Isa, check_len, multiversion::per_isa, requant::Store};
use crate::qparams::QParams;

/// Quantizes `x` into the first elements of `out`.
pub fn quantize(isa: Isa, params: QParams, x: &[f32], out: &mut [u8]) {
    check_len("the output", out, x.len());
    let store = Store::new(params, Activation::None);
    let inverse = 1.0 / params.scale;
    quantize_all(isa, store, inverse, x, out);
}

per_isa! {
    fn quantize_all(store: Store, inverse: f32, x: &[f32], out: &mut [u8]) {
        for (out, &x) in out.iter_mut().zip(x) {
            *out = store.finish(x * inverse);
        }
    }

    fn dequantize_all(params: QParams, x: &[u8], out: &mut [f32]) {
        for (out, &x) in out.iter_mut().zip(x) {
            *out = real(x, params);
        }
    }

    // An image of `C` planes into one of pixels.
    fn quantize_planes<const C: usize>(store: Store, inverse: f32, x: &[f32], out: &mut [u8]) {
        const PIXELS: usize = 64;
        let area = x.len() / C;
        let mut bytes = [[0; PIXELS]; C];
        for first in (0..area).step_by(PIXELS) {
            let count = PIXELS.min(area - first);
            for (channel, bytes) in bytes.iter_mut().enumerate() {
                let x = &x[channel * area + first..][..count];
                for (byte, &x) in bytes.iter_mut().zip(x) {
                    *byte = store.finish(x * inverse);
                }
            }
            let out = &mut out[first * C..][..count * C];
            for (pixel, out) in out.as_chunks_mut::<C>().0.iter_mut().enumerate() {
                *out = std::array::from_fn(|channel| bytes[channel][pixel]);
            }
        }
    }

    fn zip_sum(a: Real<'_>, b: Real<'_>, store: Store, inverse: f32, out: &mut [u8]) {
        zip(a, b, store, inverse, out, |a, b| a + b);
    }

    fn zip_difference(a: Real<'_>, b: Real<'_>, store: Store, inverse: f32, out: &mut [u8]) {
        zip(a, b, store, inverse, out, |a, b| a - b);
    }

    fn zip_product(a: Real<'_>, b: Real<'_>, store: Store, inverse: f32, out: &mut [u8]) {
        zip(a, b, store, inverse, out, |a, b| a * b);
    }
}

/// Quantized values and what they stand for.
type Real<'a> = (&'a [u8], QParams);

#[inline(always)]
fn real(q: u8, params: QParams) -> f32 {
    (i32::from(q) - i32::from(params.zero_point)) as f32 * params.scale
}

#[inline(always)]
fn zip(
    (a, a_params): Real<'_>,
    (b, b_params): Real<'_>,
    store: Store,
    inverse: f32,
    out: &mut [u8],
    f: impl Fn(f32, f32) -> f32,
) {
    for ((out, &a), &b) in out.iter_mut().zip(a).zip(b) {
        *out = store.finish(f(real(a, a_params), real(b, b_params)) * inverse);
    }
}

/// Quantizes an NCHW tensor into an NHWC one.
pub fn quantize_nchw_to_nhwc(
    isa: Isa,
    params: QParams,
    x: &[f32],
    [n, c, h, w]: [usize; 4],
    out: &mut [u8],
) {
    assert_eq!(x.len(), n * c * h * w, "the input of {n}×{c}×{h}×{w}");
    check_len("the output", out, x.len());
    if c == 1 {
        return quantize(isa, params, x, out);
    }
    let store = Store::new(params, Activation::None);
    let (inverse, area) = (1.0 / params.scale, h * w);
    for (x, out) in x.chunks_exact(c * area).zip(out.chunks_exact_mut(c * area)) {
        match c {
            2 => quantize_planes::<2>(isa, store, inverse, x, out),
            3 => quantize_planes::<3>(isa, store, inverse, x, out),
            4 => quantize_planes::<4>(isa, store, inverse, x, out),
            _ => {
                for (channel, x) in x.chunks_exact(area).enumerate() {
                    for (pixel, &x) in x.iter().enumerate() {
                        out[pixel * c + channel] = store.finish(x * inverse);
                    }
                }
            }
        }
    }
}

/// The real values of the first `out.len()` elements of `x`.
pub fn dequantize(isa: Isa, params: QParams, x: &[u8], out: &mut [f32]) {
    check_len("the input", x, out.len());
    dequantize_all(isa, params, x, out);
}

/// The real values of an NHWC tensor in NCHW order.
pub fn dequantize_nhwc_to_nchw(
    isa: Isa,
    params: QParams,
    x: &[u8],
    [n, c, h, w]: [usize; 4],
    out: &mut [f32],
) {
    assert_eq!(out.len(), n * c * h * w, "the output of {n}×{c}×{h}×{w}");
    check_len("the input", x, out.len());
    if c == 1 || h * w == 1 {
        return dequantize(isa, params, x, out);
    }
    let area = h * w;
    for (x, out) in x.chunks_exact(c * area).zip(out.chunks_exact_mut(c * area)) {
        for (channel, out) in out.chunks_exact_mut(area).enumerate() {
            for (pixel, out) in out.iter_mut().enumerate() {
                *out = params.dequantize(x[pixel * c + channel]);
            }
        }
    }
}

/// A function of one u8 tensor as a table of its 256 values.
#[derive(Clone)]
pub struct Lut([u8; 256]);

impl Lut {
    /// The table of `f` on real values, from `x`'s to `y`'s scale and zero point.
    pub fn new(x: QParams, y: QParams, f: impl Fn(f32) -> f32) -> Self {
        Lut(std::array::from_fn(|q| y.quantize(f(x.dequantize(q as u8)))))
    }

    /// The table of a function of quantized values.
    pub fn from_fn(f: impl Fn(u8) -> u8) -> Self {
        Lut(std::array::from_fn(|q| f(q as u8)))
    }

    /// Another scale and zero point for the same values, then an activation.
    pub fn requantize(x: QParams, y: QParams, activation: Activation) -> Self {
        let (lo, hi) = activation.bounds(y);
        Lut(std::array::from_fn(|q| y.quantize(x.dequantize(q as u8)).clamp(lo, hi)))
    }

    /// The value for `q`.
    pub fn get(&self, q: u8) -> u8 {
        self.0[usize::from(q)]
    }

    /// Whether it changes nothing.
    pub fn is_identity(&self) -> bool {
        self.0.iter().enumerate().all(|(q, &v)| q == usize::from(v))
    }

    /// Looks `len` elements of `x` up into `out`.
    pub fn apply(&self, _isa: Isa, x: &[u8], out: &mut [u8], len: usize) {
        check_len("the input", x, len);
        check_len("the output", out, len);
        for (out, &x) in out[..len].iter_mut().zip(x) {
            *out = self.get(x);
        }
    }
}

impl std::fmt::Debug for Lut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Lut({}, {}, …)", self.0[0], self.0[1])
    }
}

/// `a + b` in f32 of the real values, then the activation, quantized.
pub fn add(
    isa: Isa,
    (a, a_params): (&[u8], QParams),
    (b, b_params): (&[u8], QParams),
    (y, activation): (QParams, Activation),
    out: &mut [u8],
    len: usize,
) {
    zip_real(zip_sum, isa, (a, a_params), (b, b_params), (y, activation), out, len);
}

/// `a − b` in f32 of the real values, then the activation, quantized.
pub fn sub(
    isa: Isa,
    (a, a_params): (&[u8], QParams),
    (b, b_params): (&[u8], QParams),
    (y, activation): (QParams, Activation),
    out: &mut [u8],
    len: usize,
) {
    zip_real(zip_difference, isa, (a, a_params), (b, b_params), (y, activation), out, len);
}

/// `a · b` in f32 of the real values, then the activation, quantized.
pub fn mul(
    isa: Isa,
    (a, a_params): (&[u8], QParams),
    (b, b_params): (&[u8], QParams),
    (y, activation): (QParams, Activation),
    out: &mut [u8],
    len: usize,
) {
    zip_real(zip_product, isa, (a, a_params), (b, b_params), (y, activation), out, len);
}

/// One of the `zip_` kernels.
type Zip = fn(Isa, Real<'_>, Real<'_>, Store, f32, &mut [u8]);

fn zip_real(
    zip: Zip,
    isa: Isa,
    (a, a_params): Real<'_>,
    (b, b_params): Real<'_>,
    (y, activation): (QParams, Activation),
    out: &mut [u8],
    len: usize,
) {
    check_len("the first input", a, len);
    check_len("the second input", b, len);
    check_len("the output", out, len);
    let (a, b) = ((&a[..len], a_params), (&b[..len], b_params));
    zip(isa, a, b, Store::new(y, activation), 1.0 / y.scale, &mut out[..len]);
}

/// Writes an NHWC tensor of `pixels` pixels to the channels from `first` on of one with `channels`
/// (or the rows of any tensor into longer rows). `x` has its data, its channels and the table that
/// takes it to the output's scale and zero point.
pub fn place_channels(
    (x, own, lut): (&[u8], usize, &Lut),
    pixels: usize,
    out: &mut [u8],
    (first, channels): (usize, usize),
) {
    check_len("the input", x, pixels * own);
    check_len("the output", out, pixels * channels);
    assert!(first + own <= channels, "{own} of {channels} channels from {first} on");
    if own == 0 {
        return;
    }
    let copy = lut.is_identity();
    for (x, out) in x.chunks_exact(own).zip(out.chunks_exact_mut(channels)).take(pixels) {
        let out = &mut out[first..first + own];
        if copy {
            out.copy_from_slice(x);
        } else {
            out.iter_mut().zip(x).for_each(|(out, &x)| *out = lut.get(x));
        }
    }
}

/// `x · scale + shift` in f32 of the real values, with a scale and a shift for each channel, then
/// the activation, quantized. `inner` elements lie between a channel and the next: 1 in NHWC.
pub fn scale_channels(
    isa: Isa,
    (x, x_params): (&[u8], QParams),
    (scales, shifts): (&[f32], &[f32]),
    inner: usize,
    (y, activation): (QParams, Activation),
    out: &mut [u8],
) {
    check_len("the output", out, x.len());
    let (store, inverse) = (Store::new(y, activation), 1.0 / y.scale);
    if inner == 1 {
        return scale_features(isa, (x, x_params), scales, shifts, store, inverse, out);
    }
    let rows = x.chunks_exact(inner.max(1)).zip(out.chunks_exact_mut(inner.max(1)));
    for ((x, out), channel) in rows.zip((0..scales.len()).cycle()) {
        let (scale, shift) = (scales[channel], shifts[channel]);
        scale_row(isa, (x, x_params), scale, shift, store, inverse, out);
    }
}

per_isa! {
    fn scale_features(
        x: Real<'_>,
        scales: &[f32],
        shifts: &[f32],
        store: Store,
        inverse: f32,
        out: &mut [u8],
    ) {
        let channels = scales.len().max(1);
        for (out, q) in out.chunks_exact_mut(channels).zip(x.0.chunks_exact(channels)) {
            for (((out, &q), &scale), &shift) in out.iter_mut().zip(q).zip(scales).zip(shifts) {
                *out = store.finish((real(q, x.1) * scale + shift) * inverse);
            }
        }
    }

    fn scale_row(
        x: Real<'_>,
        scale: f32,
        shift: f32,
        store: Store,
        inverse: f32,
        out: &mut [u8],
    ) {
        for (out, &q) in out.iter_mut().zip(x.0) {
            *out = store.finish((real(q, x.1) * scale + shift) * inverse);
        }
    }
}
