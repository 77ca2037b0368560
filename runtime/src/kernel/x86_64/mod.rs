//! Kernels for x86-64.
#![allow(unsafe_code)]

mod amx;
mod avx512;
mod matrix;
mod peak;
mod store;

pub(super) use amx::is_supported as has_amx;
pub(super) use matrix::{Problem, run};
pub(super) use peak::multiply_adds_per_second;
