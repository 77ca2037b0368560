//! What the macro's expansion is written against; no part of the public interface.

use std::borrow::Borrow;

pub use crate::{
    Error, Result, Tensor,
    backend::{
        Activation, At, Backend, Epilogue, Float, Observe, TakenForTensor, TensorLike, region,
    },
    functional,
    lower::{Lower, LoweredForm, Model, Observed, Plain, Rebind, Sites, cloned, float},
    meeting::{
        Attributed, Failed, Forward, IsLayer, Lent, LoweredOf, Unseen, by_ref, call,
        checked::{
            Array, Captures, Checked, Constant, Is, IsModel, IsStruct, Lowers, Not, Opaque,
            Unchecked, any, checked0, checked1, checked2, checked3, checked4, checked5, checked6,
            checked7, checked8, sent,
        },
        exported::{Exported, ExportedPlain, exporter},
        held::{Held, HeldByValue, HeldList, list_to_f32},
        is,
        question::{Attempt, Branch, Returned, Unattempted, Unreturned},
        stand_in::StandIn,
    },
    monomorphized::monomorphized,
    nn::{self, Parameters},
    path::{Entries, FORWARD, Path},
    plan::{Group, Miss, MissReason, Op, Plan},
    value::{Argument, Enter, Fallible, Slice, Value},
};

pub use quantizable_macros::__expand;

pub use core::option::Option::{None, Some};

/// `result?`, without a function of it: it is compiled anew in each model's crate. It is a value of the type,
/// and of one that is an error rustc says no more.
#[doc(hidden)]
#[macro_export]
macro_rules! __ok {
    ($result:expr $(, $ty:ty)?) => {
        match $result {
            ::core::result::Result::Ok(value) => $crate::__private::Known$(::<$ty>)?(value).0,
            ::core::result::Result::Err(error) => return ::core::result::Result::Err(error),
        }
    };
}
pub use __ok as ok;

/// The value of a result, where an error cannot be returned: as in f32, it is a panic then.
#[doc(hidden)]
#[macro_export]
macro_rules! __or_panic {
    ($result:expr, $ty:ty) => {
        match $result {
            ::core::result::Result::Ok(value) => $crate::__private::Known::<$ty>(value).0,
            ::core::result::Result::Err(error) => ::core::panic!("{error}"),
        }
    };
}
pub use __or_panic as or_panic;

/// A value of a type, which no function is needed for.
pub struct Known<T>(pub T);

/// A value, between tokens that say where it is in the source.
pub fn same<T>(value: T) -> T {
    value
}

/// What an absorbed operation leaves: its input.
pub fn pass<T: Clone>(x: impl Borrow<T>) -> T {
    x.borrow().clone()
}
