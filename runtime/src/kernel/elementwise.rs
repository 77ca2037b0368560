//! Kernels that treat each element alone.

use super::{Activation, Isa, check_len, multiversion::per_isa, parallel, requant::Store};
use crate::qparams::QParams;

/// Elements a nanosecond, about.
const RATE: usize = 6;
/// Elements that are not worth splitting.
const UNIT: usize = 1024;

/// Calls `f` for parts of `out`, with the number of each part's first element.
fn for_each_part<T: Send>(out: &mut [T], f: &(impl Fn(usize, &mut [T]) + Sync)) {
    let threads = parallel::threads_for(out.len() / RATE);
    threads.for_each_part(out, UNIT, &|first, out| f(first * UNIT, out));
}

/// Quantizes `x` into the first elements of `out`.
pub fn quantize(isa: Isa, params: QParams, x: &[f32], out: &mut [u8]) {
    check_len("the output", out, x.len());
    let store = Store::new(params, Activation::None);
    let inverse = 1.0 / params.scale;
    for_each_part(&mut out[..x.len()], &|first, out| {
        quantize_all(isa, store, inverse, &x[first..], out);
    });
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

    // Pixels from the `start`th on of an image of `C` planes of `area`.
    fn quantize_planes<const C: usize>(
        store: Store,
        inverse: f32,
        x: &[f32],
        area: usize,
        start: usize,
        out: &mut [u8],
    ) {
        const PIXELS: usize = 64;
        for (block, out) in out.chunks_mut(PIXELS * C).enumerate() {
            // A pixel's bytes, the first channel in the lowest.
            let mut pixels = [0u32; PIXELS];
            for channel in 0..C {
                let x = &x[channel * area + start + block * PIXELS..][..out.len() / C];
                for (pixel, &x) in pixels.iter_mut().zip(x) {
                    *pixel |= u32::from(store.finish(x * inverse)) << (8 * channel);
                }
            }
            store_pixels::<C>(&pixels, out);
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

/// The low `C` bytes of each.
#[inline(always)]
fn store_pixels<const C: usize>(pixels: &[u32], out: &mut [u8]) {
    let mut done = 0;
    if C == 3 {
        // Four pixels are three words.
        let (fours, _) = out.as_chunks_mut::<12>();
        for (out, &[a, b, c, d]) in fours.iter_mut().zip(pixels.as_chunks().0) {
            let words = [a | b << 24, b >> 8 | c << 16, c >> 16 | d << 8];
            let (bytes, _) = out.as_chunks_mut::<4>();
            bytes.iter_mut().zip(words).for_each(|(bytes, word)| *bytes = word.to_le_bytes());
        }
        done = 4 * fours.len();
    }
    let out = out[done * C..].as_chunks_mut::<C>().0;
    for (out, pixel) in out.iter_mut().zip(&pixels[done..]) {
        let bytes = pixel.to_le_bytes();
        *out = std::array::from_fn(|channel| bytes[channel]);
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
    // Of one image.
    let run = |x: &[f32], start: usize, out: &mut [u8]| match c {
        2 => quantize_planes::<2>(isa, store, inverse, x, area, start, out),
        3 => quantize_planes::<3>(isa, store, inverse, x, area, start, out),
        4 => quantize_planes::<4>(isa, store, inverse, x, area, start, out),
        _ => {
            for (channel, x) in x.chunks_exact(area).enumerate() {
                for (out, &x) in out.chunks_exact_mut(c).zip(&x[start..]) {
                    out[channel] = store.finish(x * inverse);
                }
            }
        }
    };
    for_each_pixel_run(&mut out[..x.len()], [c, area], &|image, start, out| {
        run(&x[image * c * area..][..c * area], start, out);
    });
}

/// Calls `f` for runs of pixels of images of `area` pixels of `c` elements: with the image's number
/// and the first pixel in it.
fn for_each_pixel_run(
    out: &mut [u8],
    [c, area]: [usize; 2],
    f: &(impl Fn(usize, usize, &mut [u8]) + Sync),
) {
    let threads = parallel::threads_for(out.len() / RATE);
    threads.for_each_part(out, c, &|first, mut out| {
        let mut pixel = first;
        while !out.is_empty() {
            let (image, start) = (pixel / area, pixel % area);
            let count = (area - start).min(out.len() / c);
            let (run, rest) = out.split_at_mut(count * c);
            f(image, start, run);
            (out, pixel) = (rest, pixel + count);
        }
    });
}

/// The real values of the first `out.len()` elements of `x`.
pub fn dequantize(isa: Isa, params: QParams, x: &[u8], out: &mut [f32]) {
    check_len("the input", x, out.len());
    for_each_part(out, &|first, out| dequantize_all(isa, params, &x[first..], out));
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
    let threads = parallel::threads_for(out.len());
    threads.for_each_part(out, area, &|first, out| {
        for (plane, out) in (first..).zip(out.chunks_exact_mut(area)) {
            let x = &x[plane / c * c * area + plane % c..];
            for (out, &x) in out.iter_mut().zip(x.iter().step_by(c)) {
                *out = params.dequantize(x);
            }
        }
    });
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
        for_each_part(&mut out[..len], &|first, out| {
            for (out, &x) in out.iter_mut().zip(&x[first..]) {
                *out = self.get(x);
            }
        });
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
    let (store, inverse) = (Store::new(y, activation), 1.0 / y.scale);
    for_each_part(&mut out[..len], &|first, out| {
        zip(isa, (&a[first..], a_params), (&b[first..], b_params), store, inverse, out);
    });
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
    let threads = parallel::threads_for(pixels * own / RATE);
    threads.for_each_part(&mut out[..pixels * channels], channels, &|pixel, out| {
        let x = &x[pixel * own..];
        for (x, out) in x.chunks_exact(own).zip(out.chunks_exact_mut(channels)) {
            let out = &mut out[first..first + own];
            if copy {
                out.copy_from_slice(x);
            } else {
                out.iter_mut().zip(x).for_each(|(out, &x)| *out = lut.get(x));
            }
        }
    });
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
    let threads = parallel::threads_for(x.len() / RATE);
    let out = &mut out[..x.len()];
    if inner == 1 {
        let channels = scales.len().max(1);
        return threads.for_each_part(out, channels, &|first, out| {
            let x = (&x[first * channels..], x_params);
            scale_features(isa, x, scales, shifts, store, inverse, out);
        });
    }
    threads.for_each_part(out, inner, &|first, out| {
        let rows = x[first * inner..].chunks_exact(inner).zip(out.chunks_exact_mut(inner));
        for (row, (x, out)) in (first..).zip(rows) {
            let (scale, shift) = (scales[row % scales.len()], shifts[row % scales.len()]);
            scale_row(isa, (x, x_params), scale, shift, store, inverse, out);
        }
    });
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
