//! What a `forward` takes and returns, at the edge between f32 and a backend.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque},
    hash::Hash,
    num::NonZeroUsize,
    ops::{Range, RangeInclusive},
    path::PathBuf,
    time::Duration,
};

use crate::{Result, Tensor, backend::Backend, lower::Plain, path::Path};

/// Takes the f32 tensors that a model is given into a backend. No closures, of which rustc would compile
/// three functions each in every model's crate.
pub trait Enter<B: Backend> {
    /// Takes the one at a place: indices of tuples and lists, which of them it is in.
    ///
    /// # Errors
    /// A tensor that the backend cannot take.
    fn tensor(&mut self, x: Tensor, at: &Path<'_>) -> Result<B::Tensor>;
}

/// An argument or result of a `forward`: tensors, containers of tensors, plain values.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument or result of a `#[quantizable]` forward",
    label = "not a tensor, a container of tensors, or a plain value",
    note = "plain data: put `#[quantizable(plain)]` on its struct or enum",
    note = "several tensors: a tuple, a `Vec`, a map or an `Option`, and no struct of your own"
)]
pub trait Value: Sized {
    /// Its form under `B`.
    #[doc(hidden)]
    type Lowered<B: Backend>;

    /// Every tensor taken into the backend, in order; the value itself is at a place.
    ///
    /// # Errors
    /// Whatever `enter` reports.
    #[doc(hidden)]
    fn __enter<B: Backend>(
        value: Self,
        at: &Path<'_>,
        enter: &mut dyn Enter<B>,
    ) -> Result<Self::Lowered<B>>;

    /// Every tensor taken out to f32, in order.
    ///
    /// # Errors
    /// What the backend reports.
    #[doc(hidden)]
    fn __leave<B: Backend>(lowered: Self::Lowered<B>, cx: &B) -> Result<Self>;

    /// Whether there can be tensors in it.
    #[doc(hidden)]
    const HAS_TENSORS: bool = false;
    /// Whether it is a tensor: then the two below are its way to and from one.
    #[doc(hidden)]
    const IS_TENSOR: bool = false;
    #[doc(hidden)]
    fn into_tensor(_: Self) -> Option<Tensor> {
        None
    }
    #[doc(hidden)]
    fn from_tensor(_: Tensor) -> Option<Self> {
        None
    }
}

/// A [`Value`], for the macro to name, if nothing is wrong (see [`Checked`](crate::meeting::checked::Checked)).
pub trait Argument<const OK: bool = true> {
    /// Itself.
    #[doc(hidden)]
    type Type: Value;
}

impl<T: Value> Argument<true> for T {
    type Type = T;
}

/// What owns a slice.
pub trait Slice {
    /// A vector.
    type Owned;
}

impl<T> Slice for [T] {
    type Owned = Vec<T>;
}

/// What is returned, likewise.
pub trait Fallible {
    /// It, or an error.
    type Result;
}

impl<T> Fallible for T {
    type Result = Result<T>;
}

impl Value for Tensor {
    type Lowered<B: Backend> = B::Tensor;
    fn __enter<B: Backend>(
        value: Self,
        at: &Path<'_>,
        enter: &mut dyn Enter<B>,
    ) -> Result<B::Tensor> {
        enter.tensor(value, at)
    }
    fn __leave<B: Backend>(lowered: B::Tensor, cx: &B) -> Result<Self> {
        cx.to_f32(&lowered)
    }

    const HAS_TENSORS: bool = true;
    const IS_TENSOR: bool = true;
    fn into_tensor(value: Self) -> Option<Tensor> {
        Some(value)
    }
    fn from_tensor(tensor: Tensor) -> Option<Self> {
        Some(tensor)
    }
}

macro_rules! plain {
    ($($({$($generics:tt)*})? $plain:ty),* $(,)?) => {$(
        impl$(<$($generics)*>)? Value for $plain {
            type Lowered<Z: Backend> = Self;
            fn __enter<Z: Backend>(value: Self, _: &Path<'_>, _: &mut dyn Enter<Z>) -> Result<Self> {
                Ok(value)
            }
            fn __leave<Z: Backend>(lowered: Self, _: &Z) -> Result<Self> {
                Ok(lowered)
            }
        }
    )*};
}

plain! {
    (), bool, char, f32, f64, i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize,
    String, &'static str, Cow<'static, str>, PathBuf, Duration, NonZeroUsize,
    {T: Plain} HashSet<T>, {T: Plain} BTreeSet<T>, {T} Range<T>, {T} RangeInclusive<T>,
    {R} fn() -> R, {A, R} fn(A) -> R, {A, B, R} fn(A, B) -> R,
}

/// A list, each item at its index.
macro_rules! list {
    ($list:ident) => {
        impl<T: Value> Value for $list<T> {
            type Lowered<B: Backend> = $list<T::Lowered<B>>;
            const HAS_TENSORS: bool = T::HAS_TENSORS;
            fn __enter<B: Backend>(
                value: Self,
                at: &Path<'_>,
                enter: &mut dyn Enter<B>,
            ) -> Result<Self::Lowered<B>> {
                let items = value.into_iter().enumerate();
                items.map(|(i, item)| T::__enter(item, &at.index(i), enter)).collect()
            }
            fn __leave<B: Backend>(lowered: Self::Lowered<B>, cx: &B) -> Result<Self> {
                lowered.into_iter().map(|item| T::__leave(item, cx)).collect()
            }
        }
    };
}

list!(Vec);
list!(VecDeque);

/// A map, as models in PyTorch return dictionaries. What it holds has one place, as its keys may be
/// others each time, and goes in by the order of the keys, so that calibration sees the same each time.
macro_rules! map {
    ($map:ident: $($key:tt)*) => {
        impl<K: $($key)*, V: Value> Value for $map<K, V> {
            type Lowered<B: Backend> = $map<K, V::Lowered<B>>;
            const HAS_TENSORS: bool = V::HAS_TENSORS;
            fn __enter<B: Backend>(
                value: Self,
                at: &Path<'_>,
                enter: &mut dyn Enter<B>,
            ) -> Result<Self::Lowered<B>> {
                let sorted: BTreeMap<K, V> = value.into_iter().collect();
                sorted.into_iter().map(|(key, item)| Ok((key, V::__enter(item, at, enter)?))).collect()
            }
            fn __leave<B: Backend>(lowered: Self::Lowered<B>, cx: &B) -> Result<Self> {
                lowered.into_iter().map(|(key, item)| Ok((key, V::__leave(item, cx)?))).collect()
            }
        }
    };
}

map!(BTreeMap: Ord);
map!(HashMap: Ord + Hash);

impl<T: Value> Value for Option<T> {
    type Lowered<B: Backend> = Option<T::Lowered<B>>;
    const HAS_TENSORS: bool = T::HAS_TENSORS;
    fn __enter<B: Backend>(
        value: Self,
        at: &Path<'_>,
        enter: &mut dyn Enter<B>,
    ) -> Result<Self::Lowered<B>> {
        value.map(|item| T::__enter(item, at, enter)).transpose()
    }
    fn __leave<B: Backend>(lowered: Self::Lowered<B>, cx: &B) -> Result<Self> {
        lowered.map(|item| T::__leave(item, cx)).transpose()
    }
}

/// The user's own fallible `forward`; errors pass through.
impl<T: Value, E> Value for Result<T, E> {
    type Lowered<B: Backend> = Result<T::Lowered<B>, E>;
    const HAS_TENSORS: bool = T::HAS_TENSORS;
    fn __enter<B: Backend>(
        value: Self,
        at: &Path<'_>,
        enter: &mut dyn Enter<B>,
    ) -> Result<Self::Lowered<B>> {
        value.map_or_else(|e| Ok(Err(e)), |item| T::__enter(item, at, enter).map(Ok))
    }
    fn __leave<B: Backend>(lowered: Self::Lowered<B>, cx: &B) -> Result<Self> {
        lowered.map_or_else(|e| Ok(Err(e)), |item| T::__leave(item, cx).map(Ok))
    }
}

impl<T: Value, const N: usize> Value for [T; N] {
    type Lowered<B: Backend> = [T::Lowered<B>; N];
    const HAS_TENSORS: bool = T::HAS_TENSORS;
    fn __enter<B: Backend>(
        value: Self,
        at: &Path<'_>,
        enter: &mut dyn Enter<B>,
    ) -> Result<Self::Lowered<B>> {
        let items =
            value.into_iter().enumerate().map(|(i, item)| T::__enter(item, &at.index(i), enter));
        items.collect::<Result<Vec<_>>>().map(as_array)
    }
    fn __leave<B: Backend>(lowered: Self::Lowered<B>, cx: &B) -> Result<Self> {
        let items = lowered.into_iter().map(|item| T::__leave(item, cx));
        items.collect::<Result<Vec<_>>>().map(as_array)
    }
}

fn as_array<T, const N: usize>(items: Vec<T>) -> [T; N] {
    items.try_into().unwrap_or_else(|_| unreachable!("N items from N items"))
}

macro_rules! tuple {
    ($($name:ident $index:tt)*) => {
        impl<$($name: Value),*> Value for ($($name,)*) {
            type Lowered<Z: Backend> = ($($name::Lowered<Z>,)*);
            const HAS_TENSORS: bool = $($name::HAS_TENSORS)||*;
            fn __enter<Z: Backend>(
                value: Self,
                at: &Path<'_>,
                enter: &mut dyn Enter<Z>,
            ) -> Result<Self::Lowered<Z>> {
                Ok(($($name::__enter(value.$index, &at.index($index), enter)?,)*))
            }
            fn __leave<Z: Backend>(lowered: Self::Lowered<Z>, cx: &Z) -> Result<Self> {
                Ok(($($name::__leave(lowered.$index, cx)?,)*))
            }
        }
    };
}

tuple!(A 0);
tuple!(A 0 B 1);
tuple!(A 0 B 1 C 2);
tuple!(A 0 B 1 C 2 D 3);
tuple!(A 0 B 1 C 2 D 3 E 4);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5 G 6);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7);
