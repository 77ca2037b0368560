//! Reading a tensor's sizes and values, as conditions of control flow do. Values of quantized
//! tensors are dequantized.

use super::{At, Backend, Operand, TensorLike};
use crate::{Result, Tensor, error::OpError, ops::shape};

/// The reading methods, for one call in a model: [`Backend::reads`] makes it.
#[derive(Debug)]
pub struct Reads<'a, B>(pub At<'a, B>);

impl<B: Backend> Reads<'_, B> {
    /// [`Tensor::size`](crate::Tensor::size).
    pub fn size(self, x: impl Operand<B::Tensor>, dim: isize) -> Result<usize> {
        let sizes = x.borrow().shape();
        let dim = self.0.check(shape::dim("size", sizes, dim))?;
        self.0.check(sizes.get(dim).copied().ok_or_else(no_dimensions))
    }

    /// [`Tensor::item`](crate::Tensor::item).
    pub fn item(self, x: impl Operand<B::Tensor>) -> Result<f32> {
        let x = self.0.check(self.0.cx.to_f32(x.borrow()))?;
        self.0.check(one(&x))
    }

    /// [`Tensor::argmax_dim`](crate::Tensor::argmax_dim).
    pub fn argmax_dim(self, x: impl Operand<B::Tensor>, dim: isize) -> Result<Vec<usize>> {
        let x = x.borrow();
        self.0.check(shape::dim("argmax_dim", x.shape(), dim))?;
        self.0.check(elements("argmax_dim", x.shape()))?;
        Ok(self.0.check(self.0.cx.to_f32(x))?.argmax_dim(dim))
    }
}

macro_rules! read {
    ($($name:ident -> $ty:ty;)*) => {
        impl<B: Backend> Reads<'_, B> {$(
        #[doc = concat!("[`Tensor::", stringify!($name), "`](crate::Tensor::", stringify!($name), ").")]
        pub fn $name(self, x: impl Operand<B::Tensor>) -> Result<$ty> {
            let x = x.borrow();
            self.0.check(elements(stringify!($name), x.shape()))?;
            Ok(self.0.check(self.0.cx.to_f32(x))?.$name())
        }
    )*}
    };
}

read! {
    mean_value -> f32;
    sum_value -> f32;
    max_value -> f32;
    argmax -> usize;
}

fn no_dimensions() -> OpError {
    OpError::new("size", "the tensor has no dimensions")
}

fn one(x: &Tensor) -> Result<f32, OpError> {
    match x.as_slice() {
        &[value] => Ok(value),
        values => Err(OpError::new("item", format!("expected one element, not {}", values.len()))),
    }
}

/// Refuses a tensor without elements.
fn elements(op: &'static str, sizes: &[usize]) -> Result<(), OpError> {
    if sizes.contains(&0) {
        let message = format!("a tensor of shape {sizes:?} has no elements");
        return Err(OpError::new(op, message));
    }
    Ok(())
}
