//! Convolution and linear layers: checks, choice of kernel, pooling in the store.

use super::{
    BufferPool, Bytes, MaxPool2d, PackedConv, PackedLinear, Requant, check_len,
    pooling::max_pool2d, requant::Gain, scalar,
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
    check_len("the input", x, n * h * w * geometry.in_channels);
    let (oh, ow) = geometry.output_size(h, w).expect("the window fits the padded input");
    let conv_len = n * oh * ow * geometry.out_channels;
    let residual = epilogue.residual.map(|r| {
        assert!(r.data.len() >= conv_len, "the residual has {} bytes of {conv_len}", r.data.len());
        (r.data, Gain { zero_point: r.zero_point, ratio: r.scale / requant.y.scale })
    });
    let Some(pool) = epilogue.pool else {
        check_len("the output", out, conv_len);
        return scalar::conv2d(packed, requant, x, [n, h, w], residual, out, scratch);
    };
    let (ph, pw) = pool.output_size(oh, ow).expect("the pooling window fits the padded input");
    check_len("the output", out, n * ph * pw * geometry.out_channels);
    let mut conv = scratch.take::<Bytes>(conv_len);
    scalar::conv2d(packed, requant, x, [n, h, w], residual, &mut conv, scratch);
    max_pool2d(packed.isa, &pool, &conv, [n, oh, ow, geometry.out_channels], out);
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
