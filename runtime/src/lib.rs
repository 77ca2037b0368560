//! Quantizes neural networks written as plain Rust at compile time.
#![deny(unsafe_code)]

#[doc(hidden)]
pub mod __private;
pub mod backend;
mod error;
pub mod functional;
pub mod kernel;
mod lower;
mod meeting;
mod model;
pub mod nn;
pub mod observer;
mod ops;
mod path;
pub mod plan;
pub mod qconfig;
mod qparams;
mod state_dict;
mod suggest;
mod tensor;
mod value;

pub use error::{Error, Result};
pub use lower::Model;
pub use model::{FakeQuantized, Prepared, Quantized};
pub use observer::WeightObserver;
pub use plan::Plan;
pub use qconfig::{ActivationObserver, QConfig, QConfigMapping};
pub use qparams::QParams;
pub use quantizable_macros::quantizable;
pub use state_dict::StateDict;
pub use tensor::{MAX_DIMS, Shape, Tensor};
