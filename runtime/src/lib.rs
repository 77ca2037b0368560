//! Quantizes neural networks at compile time: write a model as plain Rust, put `#[quantizable]` on
//! it, and get calibration, fused int8 inference and a plan of what fused and why, without tracing
//! and without a graph interpreter.
//!
//! ```
//! use quantizable::{quantizable, functional as F, nn::{Conv2d, Linear}};
//! use quantizable::{Model, QConfigMapping, Tensor};
//!
//! #[quantizable]
//! pub struct Net { conv1: Conv2d, conv2: Conv2d, fc: Linear }
//!
//! #[quantizable]
//! impl Net {
//!     pub fn new() -> Self {
//!         Net { conv1: Conv2d::new(1, 8, 3), conv2: Conv2d::new(8, 8, 3), fc: Linear::new(5 * 5 * 8, 10) }
//!     }
//!     pub fn forward(&self, x: Tensor) -> Tensor {
//!         let x = F::relu(self.conv1.forward(x));
//!         let x = F::max_pool2d(x, 2, 2);
//!         let x = F::relu(self.conv2.forward(x));
//!         let x = F::max_pool2d(x, 2, 2);
//!         let x = x.reshape([-1, 5 * 5 * 8]);
//!         self.fc.forward(x)
//!     }
//! }
//!
//! // A silent float fallback is a build error.
//! const _: () = assert!(Net::PLAN.float_ops() == 0);
//!
//! # fn main() -> quantizable::Result<()> {
//! let net = Net::new();
//! let x = Tensor::from_fn(&[1, 1, 26, 26], |i| (i as f32 * 0.1).sin());
//! let y = net.forward(x.clone()); // f32: the code as written
//!
//! let prepared = net.prepare(&QConfigMapping::default())?; // fuses, folds, observes
//! prepared.forward(x.clone())?; // calibration, one batch after the other
//! let int8 = prepared.convert()?;
//! let z = int8.forward(x)?; // int8
//! assert_eq!(y.shape(), z.shape());
//! # Ok(())
//! # }
//! ```
//!
//! # The parts
//!
//! | for | see |
//! |---|---|
//! | the attribute: what `forward` may contain, what fuses | [`quantizable`](macro@quantizable) |
//! | tensors | [`Tensor`] |
//! | operations and layers, with PyTorch's names | [`functional`], [`nn`] |
//! | weights from PyTorch | [`StateDict`], [`Model::load_state_dict`] |
//! | what is quantized and how it is observed | [`QConfigMapping`], [`QConfig`], [`observer`] |
//! | calibration and conversion | [`Model::prepare`], [`Prepared`], [`Quantized`] |
//! | what fused, what did not, and why | [`Model::PLAN`], [`plan`] |
//! | interpreters of lowered models | [`backend`] |
//! | which types fields, arguments and results may have | [`traits`] |
//! | the u8 × i8 kernels | [`kernel`] |
//!
//! # Features
//!
//! `serde`, on by default: the types of [`plan`] are `Serialize`, and a plan can be written as JSON.
//!
//! # Numbers
//!
//! Activations are u8, affine, one scale and zero point a tensor; weights are i8, symmetric, one
//! scale an output channel; accumulation is exact in i32; results are rounded to nearest, ties to
//! even. Every instruction set gives the same bits.
//!
//! - scale `s = max((max − min)/255, ε)` over a range widened to hold 0, zero point
//!   `clamp(0 − rne(min/s), 0, 255)`; weights `s = max|w|/127.5`: PyTorch's formulas, in f32
//! - quantize: `clamp(rne(x·(1/s)) + zp, 0, 255)`
//! - convolution and linear: `acc = Σ (x − zp)·w` exactly, then
//!   `clamp(rne((acc + b/(s_x·s_w)) · (s_x·s_w/s_y)) + zp_y)`
//!
//! NaN in calibration data is an error that names the call site. At inference NaN is taken for the
//! least value of the input's range, infinities saturate.
#![deny(unsafe_code)]

#[doc(hidden)]
pub mod __private;
pub mod backend;
mod error;
mod file;
mod fnv;
pub mod functional;
pub mod kernel;
mod lock;
mod lower;
mod meeting;
mod model;
mod monomorphized;
pub mod nn;
pub mod observer;
mod opaque;
mod ops;
mod path;
pub mod plan;
pub mod qconfig;
mod qparams;
pub mod state_dict;
mod suggest;
mod tensor;
pub mod traits;
mod value;

pub use error::{Error, Result};
pub use lower::Model;
pub use model::{Coverage, FakeQuantized, Prepared, Quantized, SiteCoverage};
pub use observer::WeightObserver;
pub use plan::Plan;
pub use qconfig::{ActivationObserver, QConfig, QConfigMapping};
pub use qparams::QParams;
#[doc = include_str!("../docs/attribute.md")]
pub use quantizable_macros::quantizable;
pub use state_dict::StateDict;
pub use tensor::{MAX_DIMS, Shape, Tensor};
