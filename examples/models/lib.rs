//! Models that the examples and benchmarks share, written as any user of the macro would.
#![allow(clippy::new_without_default, reason = "as in PyTorch, a model is made by its constructor")]

pub mod bertlayer;
pub mod digits;
pub mod mlp;
pub mod mobilenet_v2;
pub mod resnet18;
pub mod seed;
