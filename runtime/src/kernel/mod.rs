//! u8×i8 kernels with exact i32 accumulation and requantization in the store.
//!
//! Activations are u8 in NHWC order (rows × features for lower ranks), weights i8 with one scale
//! for each output channel, packed once for one instruction set ([`Isa`]). Every instruction set
//! gives the same bits as the scalar code:
//!
//! ```text
//! acc = Σ (x − zp_x)·w                         exact, modulo 2³²; padding reads zp_x
//! v   = ((f32)acc + b/(s_x·s_w)) · (s_x·s_w/s_y)     one rounding for each operation
//! v   = v + (f32)(r − zp_r) · (s_r/s_y)              only with a residual r
//! out = rne(clamp(v, lo − zp_y, hi − zp_y)) + zp_y   NaN goes to lo
//! ```
//!
//! Every u8 buffer that a kernel reads from or writes to is [`SLACK`] bytes longer than its data, so that
//! vector code may load past the end; [`BufferPool`] hands out such buffers.
//!
//! The functions check the lengths of their slices and panic on a mismatch: shapes are checked
//! against the user's input by the callers.

mod bytes;
mod conv;
mod crew;
mod depthwise;
mod elementwise;
mod geometry;
mod isa;
mod layout;
mod multiversion;
mod pack;
mod parallel;
mod patches;
mod pool;
mod pooling;
mod requant;
mod scalar;
mod strided;
#[cfg(test)]
mod tests;
mod winograd;
#[cfg(target_arch = "x86_64")]
mod x86_64;

pub use bytes::Bytes;
pub use conv::{Epilogue, Residual, conv2d, linear};
pub(crate) use crew::{Muster, crew_size};
pub use elementwise::{
    Lut, add, dequantize, dequantize_nhwc_to_nchw, mul, place_channels, quantize,
    quantize_nchw_to_nhwc, scale_channels, sub,
};
pub use geometry::{AvgPool2d, ConvGeometry, MaxPool2d};
pub use isa::{Isa, IsaError};
pub use layout::{channels_first, channels_last};
pub use pack::{PackedConv, PackedLinear};
pub use pool::{Buffer, BufferPool, Loan};
pub use pooling::{adaptive_avg_pool2d, avg_pool2d, max_pool2d};
pub use requant::{Activation, Requant};
pub use strided::{Part, copy, mean};

/// How many bytes every u8 buffer has behind its data.
pub const SLACK: usize = 64;

/// Panics unless `buffer` holds `len` bytes and the slack behind them.
#[track_caller]
fn check_len(what: &str, buffer: &[u8], len: usize) {
    assert!(
        buffer.len() >= len + SLACK,
        "{what} has {} bytes, needs {len} and {SLACK} of slack",
        buffer.len()
    );
}
