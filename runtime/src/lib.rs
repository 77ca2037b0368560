//! Quantizes neural networks written as plain Rust at compile time.
#![deny(unsafe_code)]

mod error;
pub mod functional;
pub mod kernel;
pub mod nn;
pub mod plan;
mod ops;
mod qparams;
mod state_dict;
mod tensor;

pub use error::{Error, Result};
pub use qparams::QParams;
pub use state_dict::StateDict;
pub use tensor::{MAX_DIMS, Shape, Tensor};
