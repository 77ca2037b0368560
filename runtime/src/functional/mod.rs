//! PyTorch's `torch.nn.functional` and `torch` operations in f32, with its names and argument
//! order. Each is also a method of [`Tensor`](crate::Tensor).
//!
//! ```
//! use quantizable::{Tensor, functional as F};
//! let x = Tensor::ones(&[1, 1, 4, 4]);
//! let y = F::max_pool2d(F::relu(&x), 2, 2);
//! assert_eq!(y, x.relu().max_pool2d(2, 2));
//! ```
//!
//! Tensors are taken by value or by reference. Options that PyTorch defaults and programs rarely
//! set are in a second function, named `…_with`, which takes them as a struct: [`Conv2dArgs`],
//! [`MaxPool2dArgs`], [`AvgPool2dArgs`].
//!
//! All of them panic on operands that do not fit, naming the operation and the shapes.

mod args;
mod arithmetic;
mod layer;
mod layout;
mod pointwise;
mod pool;

pub use args::{AvgPool2dArgs, Conv2dArgs, DimIndex, Dims, MaxPool2dArgs, OutputSize, Pair};
pub use arithmetic::{add, add_scalar, add_with, div_scalar, mean, mul, mul_scalar, sub};
pub use layer::{batch_norm, conv2d, conv2d_with, linear};
pub use layout::{
    cat, chunk, flatten, narrow, pad, permute, reshape, select, split, squeeze, transpose,
    unsqueeze, view,
};
pub use pointwise::{
    dropout, elu, gelu, hardsigmoid, hardswish, leaky_relu, relu, relu6, sigmoid, silu, tanh,
};
pub use pool::{adaptive_avg_pool2d, avg_pool2d, avg_pool2d_with, max_pool2d, max_pool2d_with};

use crate::error::OpError;

/// The result, or a panic with the error's words at the caller.
#[track_caller]
pub(crate) fn or_panic<T>(result: Result<T, OpError>) -> T {
    match result {
        Ok(result) => result,
        Err(error) => panic!("{error}"),
    }
}
