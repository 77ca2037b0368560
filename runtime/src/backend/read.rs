//! Reading a tensor's sizes and values, as conditions of control flow do. Values of quantized
//! tensors are dequantized.

use std::borrow::Borrow;

use super::{At, Backend, TensorLike};
use crate::{Result, Tensor, error::OpError, ops::shape};

/// [`Tensor::size`](crate::Tensor::size).
pub fn size<B: Backend>(at: At<'_, B>, x: impl Borrow<B::Tensor>, dim: isize) -> Result<usize> {
    let sizes = x.borrow().shape();
    let dim = at.check(shape::dim("size", sizes, dim))?;
    at.check(sizes.get(dim).copied().ok_or_else(no_dimensions))
}

fn no_dimensions() -> OpError {
    OpError::new("size", "the tensor has no dimensions")
}

/// [`Tensor::item`](crate::Tensor::item).
pub fn item<B: Backend>(at: At<'_, B>, x: impl Borrow<B::Tensor>) -> Result<f32> {
    let x = at.check(at.cx.to_f32(x.borrow()))?;
    at.check(one(&x))
}

fn one(x: &Tensor) -> Result<f32, OpError> {
    match x.as_slice() {
        &[value] => Ok(value),
        values => Err(OpError::new("item", format!("expected one element, not {}", values.len()))),
    }
}

macro_rules! read {
    ($($name:ident -> $ty:ty;)*) => {$(
        #[doc = concat!("[`Tensor::", stringify!($name), "`](crate::Tensor::", stringify!($name), ").")]
        pub fn $name<B: Backend>(at: At<'_, B>, x: impl Borrow<B::Tensor>) -> Result<$ty> {
            let x = x.borrow();
            at.check(elements(stringify!($name), x.shape()))?;
            Ok(at.check(at.cx.to_f32(x))?.$name())
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
pub fn argmax_dim<B: Backend>(
    at: At<'_, B>,
    x: impl Borrow<B::Tensor>,
    dim: isize,
) -> Result<Vec<usize>> {
    let x = x.borrow();
    at.check(shape::dim("argmax_dim", x.shape(), dim))?;
    at.check(elements("argmax_dim", x.shape()))?;
    Ok(at.check(at.cx.to_f32(x))?.argmax_dim(dim))
}

/// Refuses a tensor without elements.
fn elements(op: &'static str, sizes: &[usize]) -> Result<(), OpError> {
    if sizes.contains(&0) {
        let message = format!("a tensor of shape {sizes:?} has no elements");
        return Err(OpError::new(op, message));
    }
    Ok(())
}
