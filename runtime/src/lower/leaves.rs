//! Layers, constant tensors and plain values.

use std::marker::PhantomData;

use super::{Lower, Rebind, Visit};
use crate::{
    Result, Tensor,
    backend::{Backend, Float},
    nn::{self, Parameters},
    path::Path,
};

/// A layer with weights: its form under `B` is the associated type of the same name.
macro_rules! layer {
    ($($layer:ident => $lowered:ident, $method:ident, $lower:expr;)*) => {$(
        impl Lower for nn::$layer {
            type Lowered<B: Backend> = B::$lowered;
            fn lower(&self) -> <Float as Backend>::$lowered {
                $lower(self)
            }
            fn rebind<A: Backend, B: Backend>(
                from: &A::$lowered,
                path: &Path,
                to: &mut dyn Rebind<A, B>,
            ) -> Result<B::$lowered> {
                to.$method(from, path)
            }
            fn visit<B: Backend>(
                of: &B::$lowered,
                path: &Path,
                visitor: &mut dyn Visit<B>,
            ) -> Result<()> {
                visitor.$method(of, path)
            }
            fn fold(_: &mut <Float as Backend>::$lowered) -> Result<()> {
                Ok(())
            }
        }
    )*};
}

layer! {
    Conv2d => Conv2d, conv2d, Clone::clone;
    Linear => Linear, linear, Clone::clone;
    BatchNorm1d => BatchNorm, batch_norm, From::from;
    BatchNorm2d => BatchNorm, batch_norm, From::from;
}

impl Parameters for Tensor {
    fn visit(&self, prefix: &str, visitor: &mut dyn FnMut(&str, &Tensor)) {
        visitor(prefix, self);
    }
    fn visit_mut(&mut self, prefix: &str, visitor: &mut dyn FnMut(&str, &mut Tensor)) {
        visitor(prefix, self);
    }
}

/// A tensor that the model holds, such as the weight of a functional convolution.
impl Lower for Tensor {
    type Lowered<B: Backend> = B::Tensor;
    fn lower(&self) -> Tensor {
        self.clone()
    }
    fn rebind<A: Backend, B: Backend>(
        from: &A::Tensor,
        path: &Path,
        to: &mut dyn Rebind<A, B>,
    ) -> Result<B::Tensor> {
        to.tensor(from, path)
    }
    fn visit<B: Backend>(of: &B::Tensor, path: &Path, visitor: &mut dyn Visit<B>) -> Result<()> {
        visitor.tensor(of, path)
    }
    fn fold(_: &mut Tensor) -> Result<()> {
        Ok(())
    }
}

/// A value that is the same under every backend.
macro_rules! plain {
    ($($({$($generics:tt)*})? $plain:ty),* $(,)?) => {$(
        impl$(<$($generics)*>)? Lower for $plain {
            type Lowered<B: Backend> = Self;
            fn lower(&self) -> Self {
                self.clone()
            }
            fn rebind<A: Backend, B: Backend>(
                from: &Self,
                _: &Path,
                _: &mut dyn Rebind<A, B>,
            ) -> Result<Self> {
                Ok(from.clone())
            }
            fn visit<B: Backend>(_: &Self, _: &Path, _: &mut dyn Visit<B>) -> Result<()> {
                Ok(())
            }
            fn fold(_: &mut Self) -> Result<()> {
                Ok(())
            }
        }
    )*};
}

/// A plain value that is no layer: it has no parameters either.
macro_rules! no_parameters {
    ($($({$($generics:tt)*})? $plain:ty),* $(,)?) => {$(
        impl$(<$($generics)*>)? Parameters for $plain {
            fn visit(&self, _: &str, _: &mut dyn FnMut(&str, &Tensor)) {}
            fn visit_mut(&mut self, _: &str, _: &mut dyn FnMut(&str, &mut Tensor)) {}
        }
    )*};
}

plain! {
    nn::ReLU, nn::ReLU6, nn::MaxPool2d, nn::AvgPool2d, nn::AdaptiveAvgPool2d, nn::Flatten,
    nn::Dropout, nn::Identity,
    (), bool, char, f32, f64, i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize,
    String, &'static str, {T: Send + Sync + 'static} PhantomData<T>,
}

no_parameters! {
    (), bool, char, f32, f64, i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize,
    String, &'static str, {T: Send + Sync + 'static} PhantomData<T>,
}
