//! Layers: PyTorch's `torch.nn` modules with its names and argument order, options as builders.
//!
//! ```
//! use quantizable::{Tensor, nn::{Conv2d, MaxPool2d, ReLU}};
//! let conv = Conv2d::new(3, 16, 3).stride(2).padding(1).bias(false);
//! let x = conv.forward(Tensor::ones(&[1, 3, 32, 32]));
//! let x = MaxPool2d::new(2).forward(ReLU::new().forward(x));
//! assert_eq!(x.shape(), [1, 16, 8, 8]);
//! ```
//!
//! New layers are initialised as PyTorch does, but from a fixed seed: the numbers depend on the
//! layer's kind and sizes only, so that a program gives the same output each time it is run, and
//! two layers of the same kind and sizes start out equal.
//!
//! A `forward` panics on an input that does not fit, naming the operation and the shapes. Where a
//! builder has a property's name, the property is read with `get_…`, as in [`std::process::Command`].

mod activation;
mod batch_norm;
mod bias;
mod conv;
mod flatten;
mod init;
mod linear;
mod parameters;
mod pool;

pub use activation::{
    Dropout, ELU, GELU, Hardsigmoid, Hardswish, Identity, LeakyReLU, ReLU, ReLU6, SiLU, Sigmoid,
    Tanh,
};
pub use batch_norm::{BatchNorm1d, BatchNorm2d};
pub use bias::Bias;
pub use conv::Conv2d;
pub use flatten::Flatten;
pub use linear::Linear;
pub use parameters::Parameters;
pub use pool::{AdaptiveAvgPool2d, AvgPool2d, MaxPool2d};

#[cfg(test)]
mod tests;
