//! Whether rustc has found anything wrong with the user's own functions, as the lowered ones need to
//! know: they have the same mistakes in them, which are to be reported once.
//!
//! The answer is a constant, `true` if it can be evaluated at all.

use std::marker::PhantomData;

use super::{Forward, LoweredOf};
use crate::{backend::Float, lower::Lower};

/// [`Is::Itself`] is any type, one that is to be inferred included, if nothing is wrong. Where `OK` cannot be
/// evaluated, as the error in it was reported, rustc reports nothing more of what has such a type.
pub struct Checked<const OK: bool>;

/// Of [`Checked`].
pub trait Is<T> {
    /// `T`.
    type Itself;
}

impl<T> Is<T> for Checked<true> {
    type Itself = T;
}

/// A type that nobody can tell but who looks into the function that returns it: if anything is wrong
/// there, it is none.
pub trait Opaque {}

impl<T: ?Sized> Opaque for T {}

/// What may be borrowed for this long.
pub trait Captures<'a> {}

impl<T: ?Sized> Captures<'_> for T {}

/// Takes what can be sent to another thread: to know that of an opaque type, rustc looks into it.
pub fn sent<T: Send>(_: T) {}

/// An array, of whose length rustc says what it says of an argument.
pub type Array<T, const N: usize> = [T; N];

/// A value, where none is ever made.
pub fn any<T>() -> T {
    unreachable!()
}

macro_rules! checked {
    ($($name:ident($($arg:ident),*);)*) => {$(
        /// `true`, if nothing is wrong with the function: then its result has a type, and a size.
        pub const fn $name<$($arg,)* F, R>(_: F) -> bool
        where
            F: FnOnce($($arg),*) -> R + Copy,
        {
            size_of::<R>() < usize::MAX
        }
    )*};
}

checked! {
    checked0();
    checked1(A);
    checked2(A, B);
    checked3(A, B, C);
    checked4(A, B, C, D);
    checked5(A, B, C, D, E);
    checked6(A, B, C, D, E, G);
    checked7(A, B, C, D, E, G, H);
    checked8(A, B, C, D, E, G, H, I);
}

/// Some value, for the constant parameters of a generic model.
pub trait Constant {
    /// Any.
    const VALUE: Self;
}

macro_rules! constants {
    ($($ty:ty = $value:expr;)*) => {$(
        impl Constant for $ty {
            const VALUE: Self = $value;
        }
    )*};
}

constants! {
    bool = true;
    char = '1';
    u8 = 1;
    u16 = 1;
    u32 = 1;
    u64 = 1;
    u128 = 1;
    usize = 1;
    i8 = 1;
    i16 = 1;
    i32 = 1;
    i64 = 1;
    i128 = 1;
    isize = 1;
}

/// For an instance of a generic model whose parameters ask for more than [`StandIn`](super::stand_in::StandIn) can do: found where
/// there is no inherent constant of this name.
pub trait Unchecked {
    /// Not known, so nothing is held back.
    const CHECKED: bool = true;
}

impl<T> Unchecked for T {}

/// Whether `T` can be lowered: [`Lowers::YES`](Self::YES), and the constant of [`Not`] if it cannot.
pub struct Lowers<T>(PhantomData<T>);

impl<T: Lower> Lowers<T> {
    /// It can.
    pub const YES: bool = true;
}

/// Whether `T` is a model.
pub struct IsModel<T>(PhantomData<T>);

impl<T: Forward> IsModel<T> {
    /// It is.
    pub const YES: bool = true;
}

/// Whether `T` is a struct that has the attribute, be it a model or not, with nothing wrong.
pub struct IsStruct<T>(PhantomData<T>);

impl<T: Lower> IsStruct<T>
where
    T::Lowered<Float>: LoweredOf,
{
    /// It is, unless that was reported.
    pub const YES: bool = !<T::Lowered<Float> as LoweredOf>::FAILED;
}

/// For what is neither: found where there is no inherent constant of this name.
pub trait Not {
    /// It is not.
    const YES: bool = false;
}

impl<T> Not for Lowers<T> {}
impl<T> Not for IsModel<T> {}
impl<T> Not for IsStruct<T> {}
