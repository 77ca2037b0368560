//! Convolution and linear layers: checks, choice of kernel, pooling in the store.

#[cfg(target_arch = "x86_64")]
use super::x86_64;
use super::{
    BufferPool, Bytes, Isa, MaxPool2d, PackedConv, PackedLinear, Requant, check_len, depthwise,
    pack::Weights, pooling::max_pool2d, requant::Gain, scalar,
};

/// A tensor of the output's shape that is added before the activation.
#[derive(Clone, Copy, Debug)]
pub struct Residual<'a> {
    /// Its values, in the output's order.
    pub data: &'a [u8],
    /// Their scale.
    pub scale: f32,
    /// The value that stands for zero.
    pub zero_point: u8,
}

/// What else happens in the store.
#[derive(Clone, Copy, Debug, Default)]
pub struct Epilogue<'a> {
    /// Added before the activation.
    pub residual: Option<Residual<'a>>,
    /// Applied last; `out` is then the pooled tensor.
    pub pool: Option<MaxPool2d>,
}

/// The residual as the kernels take it.
pub(crate) type Addend<'a> = Option<(&'a [u8], Gain)>;

/// Convolves the NHWC tensor `x` of `[n, h, w]` pixels into the NHWC tensor `out`.
///
/// `requant` must come from `packed`. All buffers have [`SLACK`](super::SLACK) bytes behind their data.
///
/// # Panics
/// If a buffer is too short, or the window does not fit the padded input.
#[track_caller]
pub fn conv2d(
    packed: &PackedConv,
    requant: &Requant,
    x: &[u8],
    [n, h, w]: [usize; 3],
    epilogue: Epilogue<'_>,
    out: &mut [u8],
    scratch: &BufferPool,
) {
    let geometry = &packed.geometry;
    assert_eq!(requant.channels, geometry.out_channels, "requantization tables of another layer");
    check_len("the input", x, n * h * w * geometry.in_channels);
    let (oh, ow) = geometry.output_size(h, w).expect("the window fits the padded input");
    let conv_len = n * oh * ow * geometry.out_channels;
    let residual = epilogue.residual.map(|r| {
        check_len("the residual", r.data, conv_len);
        (r.data, Gain { zero_point: r.zero_point, ratio: r.scale / requant.y.scale })
    });
    let call = Call { packed, requant, x, input: [n, h, w], output: [oh, ow], residual, scratch };
    let Some(pool) = epilogue.pool else {
        check_len("the output", out, conv_len);
        return call.run(false, out);
    };
    let (ph, pw) = pool.output_size(oh, ow).expect("the pooling window fits the padded input");
    check_len("the output", out, n * ph * pw * geometry.out_channels);
    if call.pools_accumulators(&pool) {
        return call.run(true, out);
    }
    // Image by image, so that what is pooled is still in cache.
    let [x_len, conv_len, out_len] =
        [n * h * w * geometry.in_channels, conv_len, n * ph * pw * geometry.out_channels]
            .map(|len| len / n.max(1));
    let mut conv = scratch.take::<Bytes>(conv_len);
    for image in 0..n {
        let residual = call.residual.map(|(data, gain)| (&data[image * conv_len..], gain));
        let x = &x[image * x_len..];
        Call { x, input: [1, h, w], residual, ..call }.run(false, &mut conv);
        let size = [1, oh, ow, geometry.out_channels];
        max_pool2d(packed.isa, &pool, &conv, size, &mut out[image * out_len..]);
    }
}

/// A convolution whose buffers are long enough.
#[derive(Clone, Copy)]
pub(crate) struct Call<'a> {
    pub packed: &'a PackedConv,
    pub requant: &'a Requant,
    pub x: &'a [u8],
    pub input: [usize; 3],
    pub output: [usize; 2],
    pub residual: Addend<'a>,
    pub scratch: &'a BufferPool,
}

impl Call<'_> {
    /// Whether the maximum may be taken before requantization, which then runs once a window.
    ///
    /// Requantization does not decrease where its factors are not negative, so the greatest sum
    /// gives the greatest output.
    fn pools_accumulators(&self, pool: &MaxPool2d) -> bool {
        let simple = MaxPool2d { ceil_mode: pool.ceil_mode, ..MaxPool2d::new(2, 2) };
        let even = !pool.ceil_mode || self.output.iter().all(|size| size % 2 == 0);
        *pool == simple
            && even
            && self.residual.is_none()
            && self.requant.monotone
            && self.packed.isa != Isa::SCALAR
            && !matches!(self.packed.weights, Weights::Depthwise(_))
    }

    fn run(&self, pooled: bool, out: &mut [u8]) {
        match &self.packed.weights {
            #[cfg(target_arch = "x86_64")]
            Weights::Panels(panels) if x86_64::winograd_pays(self, panels) => {
                x86_64::winograd(self, panels, pooled, out);
            }
            #[cfg(target_arch = "x86_64")]
            Weights::Panels(panels) if self.packed.isa != Isa::SCALAR => {
                x86_64::matrix(self, panels, pooled, out);
            }
            Weights::Panels(panels) => {
                debug_assert!(!pooled);
                scalar::conv2d(self, panels, out);
            }
            #[cfg(target_arch = "x86_64")]
            Weights::Depthwise(weights) if weights.interleaved => {
                x86_64::depthwise(self, weights, out);
            }
            #[cfg(target_arch = "x86_64")]
            Weights::Depthwise(weights) if x86_64::depthwise256(self, weights, out) => {}
            Weights::Depthwise(weights) => depthwise::run(self, weights, out),
        }
    }
}

/// Multiplies `rows` rows of features by the layer's weights.
///
/// `requant` must come from `packed`. `x` and `out` have [`SLACK`](super::SLACK) bytes behind their data.
///
/// # Panics
/// If a buffer is too short.
#[track_caller]
pub fn linear(
    packed: &PackedLinear,
    requant: &Requant,
    x: &[u8],
    rows: usize,
    residual: Option<Residual<'_>>,
    out: &mut [u8],
    scratch: &BufferPool,
) {
    let epilogue = Epilogue { residual, pool: None };
    conv2d(&packed.0, requant, x, [1, 1, rows], epilogue, out, scratch);
}
