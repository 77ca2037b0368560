//! Reading a tensor's sizes and values, as conditions of control flow do. Values of quantized
//! tensors are dequantized.

use std::borrow::Borrow;

use super::{Backend, TensorLike};
use crate::{Result, error::OpError, ops::shape};

/// [`Tensor::size`](crate::Tensor::size).
pub fn size<B: Backend>(_: &B, x: impl Borrow<B::Tensor>, dim: isize) -> Result<usize> {
    let sizes = x.borrow().shape();
    let dim = shape::dim("size", sizes, dim)?;
    sizes
        .get(dim)
        .copied()
        .ok_or_else(|| OpError::new("size", "the tensor has no dimensions").into())
}

/// [`Tensor::item`](crate::Tensor::item).
pub fn item<B: Backend>(cx: &B, x: impl Borrow<B::Tensor>) -> Result<f32> {
    match cx.to_f32(x.borrow())?.as_slice() {
        &[value] => Ok(value),
        values => {
            let message = format!("expected one element, not {}", values.len());
            Err(OpError::new("item", message).into())
        }
    }
}

macro_rules! read {
    ($($name:ident -> $ty:ty;)*) => {$(
        #[doc = concat!("[`Tensor::", stringify!($name), "`](crate::Tensor::", stringify!($name), ").")]
        pub fn $name<B: Backend>(cx: &B, x: impl Borrow<B::Tensor>) -> Result<$ty> {
            let x = x.borrow();
            if x.numel() == 0 {
                return Err(OpError::new(stringify!($name), format!("a tensor of shape {:?} has no elements", x.shape())).into());
            }
            Ok(cx.to_f32(x)?.$name())
        }
    )*};
}

read! {
    mean_value -> f32;
    sum_value -> f32;
    max_value -> f32;
    argmax -> usize;
}

/// [`Tensor::argmax_dim`](crate::Tensor::argmax_dim).
pub fn argmax_dim<B: Backend>(cx: &B, x: impl Borrow<B::Tensor>, dim: isize) -> Result<Vec<usize>> {
    let x = x.borrow();
    shape::dim("argmax_dim", x.shape(), dim)?;
    if x.numel() == 0 {
        return Err(OpError::new("argmax_dim", "the tensor has no elements").into());
    }
    Ok(cx.to_f32(x)?.argmax_dim(dim))
}
