//! Layers, constant tensors and plain values.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    marker::PhantomData,
    num::NonZeroUsize,
    ops::{Range, RangeInclusive},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use super::{Lower, Observed, Plain, Rebind};
use crate::{
    Tensor,
    backend::{Backend, FoldedBatchNorm, Observe},
    nn::{self, Parameters},
    path::Path,
};

/// A layer with weights: its form under `B`, and the method that each step has for it.
macro_rules! layer {
    ($($layer:ident => $method:ident, [$backend:ident] $lowered:ty;)*) => {$(
        impl Lower for nn::$layer {
            type Lowered<$backend: Backend> = $lowered;
            fn __lower(of: &Self, path: &Path<'_>, to: &mut Observed) -> Self::Lowered<Observe> {
                to.$method(of.into(), path)
            }
            fn __rebind<A: Backend, B: Backend>(
                from: &Self::Lowered<A>,
                path: &Path<'_>,
                to: &mut dyn Rebind<A, B>,
            ) -> Self::Lowered<B> {
                to.$method(from, path)
            }
        }
    )*};
}

layer! {
    Conv2d => conv2d, [B] B::LoweredConv2d;
    Linear => linear, [B] B::LoweredLinear;
    BatchNorm1d => batch_norm, [B] FoldedBatchNorm;
    BatchNorm2d => batch_norm, [B] FoldedBatchNorm;
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
    fn __lower(of: &Self, path: &Path<'_>, to: &mut Observed) -> Tensor {
        to.tensor(of, path)
    }
    fn __rebind<A: Backend, B: Backend>(
        from: &A::Tensor,
        path: &Path<'_>,
        to: &mut dyn Rebind<A, B>,
    ) -> B::Tensor {
        to.tensor(from, path)
    }
}

/// A value that is the same under every backend.
macro_rules! plain {
    ($($({$($generics:tt)*})? $plain:ty),* $(,)?) => {$(
        impl$(<$($generics)*>)? Lower for $plain {
            type Lowered<B: Backend> = Self;
            fn __lower(of: &Self, _: &Path<'_>, _: &mut Observed) -> Self {
                of.clone()
            }
            fn __rebind<A: Backend, B: Backend>(
                from: &Self,
                _: &Path<'_>,
                _: &mut dyn Rebind<A, B>,
            ) -> Self {
                from.clone()
            }
        }
    )*};
}

/// A plain value that is no layer: it has no parameters either.
macro_rules! no_parameters {
    ($($({$($generics:tt)*})? $plain:ty),* $(,)?) => {$(
        plain!($({$($generics)*})? $plain);
        impl$(<$($generics)*>)? Plain for $plain {}
        impl$(<$($generics)*>)? Parameters for $plain {
            fn visit(&self, _: &str, _: &mut dyn FnMut(&str, &Tensor)) {}
            fn visit_mut(&mut self, _: &str, _: &mut dyn FnMut(&str, &mut Tensor)) {}
        }
    )*};
}

plain! {
    nn::ReLU, nn::ReLU6, nn::MaxPool2d, nn::AvgPool2d, nn::AdaptiveAvgPool2d, nn::Flatten,
    nn::Dropout, nn::Identity, nn::Sigmoid, nn::Tanh, nn::SiLU, nn::GELU, nn::Hardswish,
    nn::Hardsigmoid, nn::LeakyReLU, nn::ELU,
}

no_parameters! {
    (), bool, char, f32, f64, i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize,
    String, &'static str, Cow<'static, str>, PathBuf, Duration, NonZeroUsize,
    {K: Plain, V: Plain} HashMap<K, V>, {K: Plain, V: Plain} BTreeMap<K, V>,
    {T: Plain} HashSet<T>, {T: Plain} BTreeSet<T>, {T: Plain} Arc<T>, {T: Plain} Arc<[T]>, Arc<str>,
    Box<str>,
    {T: Plain} &'static T, {T: Plain} &'static [T],
    {T: Clone + Send + Sync + 'static} Range<T>,
    {T: Clone + Send + Sync + 'static} RangeInclusive<T>,
    {T} PhantomData<T>,
    {R: 'static} fn() -> R, {T: 'static, R: 'static} fn(T) -> R,
    {T: 'static, U: 'static, R: 'static} fn(T, U) -> R,
}

impl<T: Plain> Plain for Vec<T> {}
impl<T: Plain> Plain for Option<T> {}
impl<T: Plain, const N: usize> Plain for [T; N] {}
impl<A: Plain, B: Plain> Plain for (A, B) {}
impl<A: Plain, B: Plain, C: Plain> Plain for (A, B, C) {}
