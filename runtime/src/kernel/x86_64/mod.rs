//! Kernels for x86-64.
#![allow(unsafe_code)]

mod amx;
mod amx_tiles;
mod avx2;
mod avx2_tiles;
mod avx512;
mod depthwise;
mod depthwise256;
mod direct;
mod matrix;
mod peak;
mod store;
mod tiling;
mod winograd;

pub(super) use amx::is_supported as has_amx;
pub(super) use depthwise::run as depthwise;
pub(super) use depthwise256::run as depthwise256;
pub(super) use matrix::run as matrix;
pub(super) use peak::multiply_adds_per_second;
pub(super) use winograd::{pays as winograd_pays, run as winograd};
