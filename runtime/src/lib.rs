//! Quantizes neural networks written as plain Rust at compile time.
#![deny(unsafe_code)]

mod error;
pub mod functional;
pub mod kernel;
pub mod nn;
pub mod observer;
mod ops;
pub mod plan;
pub mod qconfig;
mod qparams;
mod state_dict;
mod suggest;
mod tensor;

pub use error::{Error, Result};
pub use observer::WeightObserver;
pub use qconfig::{ActivationObserver, QConfig, QConfigMapping};
pub use qparams::QParams;
pub use state_dict::StateDict;
pub use tensor::{MAX_DIMS, Shape, Tensor};
