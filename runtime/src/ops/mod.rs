//! The f32 operations, as fallible functions: the public functions, methods and layers panic with
//! their errors, the backends return them.
//!
//! What fits what is decided in [`shape`], once for f32 and int8.

mod activation;
mod conv;
mod elementwise;
mod layout;
mod linear;
mod norm;
mod pad;
mod parallel;
mod pointwise;
mod pool;
mod reduce;
pub(crate) mod shape;
mod window;

pub(crate) use activation::{dropout, relu, relu6};
pub(crate) use conv::conv2d;
pub(crate) use elementwise::{
    add, add_assign, add_scalar, div_scalar, mul, mul_assign, mul_scalar, rsub_scalar, sub,
    sub_assign,
};
pub(crate) use layout::{
    cat, chunk, flatten, narrow, permute, reorder, reshape, select, split, squeeze, transpose,
    unsqueeze,
};
pub(crate) use linear::linear;
pub(crate) use norm::batch_norm;
pub(crate) use pad::pad;
pub use pointwise::Pointwise;
pub(crate) use pointwise::pointwise;
pub(crate) use pool::{adaptive_avg_pool2d, avg_pool2d, max_pool2d};
pub(crate) use reduce::{mean, sum_f64};

#[cfg(test)]
mod tests;
