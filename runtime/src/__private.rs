//! What the macro's expansion is written against; no part of the public interface.

use std::borrow::Borrow;

pub use crate::{
    Error, Result, Tensor,
    backend::{Activation, Backend, Epilogue, Float, Observe, TensorLike, layers, ops, read},
    functional,
    lower::{Compiled, Lower, Model, Observed, Rebind, Sites, Visit, float},
    meeting::{
        Direct, Failed, Forward, Held, HeldByValue, IsLayer, LoweredOf, Reach, by_ref, call, is,
        own_field,
    },
    nn::{self, Parameters},
    path::Path,
    plan::{Group, Miss, MissReason, Op, Plan},
    value::{Enter, Value},
};

pub use quantizable_macros::__expand;

/// `result?`, with the call site in the error. No function, and nothing done where there is no error:
/// it is compiled anew in each model's crate.
#[doc(hidden)]
#[macro_export]
macro_rules! __at {
    ($result:expr, $ops:ident[$op:expr]) => {
        match $result {
            ::core::result::Result::Ok(value) => value,
            ::core::result::Result::Err(error) => {
                return ::core::result::Result::Err($crate::__private::at(error, $ops, $op));
            }
        }
    };
}
pub use __at as at;

/// The error with its call site.
pub fn at(error: Error, ops: &[Op], op: usize) -> Error {
    error.at(&ops[op])
}

/// What an absorbed operation leaves: its input.
pub fn pass<T: Clone>(x: impl Borrow<T>) -> T {
    x.borrow().clone()
}
