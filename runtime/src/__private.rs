//! What the macro's expansion is written against; no part of the public interface.

use std::borrow::Borrow;

pub use crate::{
    Error, Result, Tensor,
    backend::{Backend, Epilogue, Float, Observe, TensorLike, layers, ops, read},
    functional,
    lower::{Compiled, Lower, Model, Observed, Rebind, Sites, Visit, float},
    meeting::{
        Direct, Failed, Forward, Held, HeldByValue, IfNot, IfParameters, IfParametersMut,
        LoweredOf, Reach, Visitable, as_layer, by_ref, call, is, own_field,
    },
    nn::{self, Parameters},
    path::{Path, join},
    plan::{Group, Miss, MissReason, Op, Plan},
    value::{Enter, Value},
};

pub use quantizable_macros::__expand;

/// Puts the call site into an error.
pub fn at<T>(result: Result<T>, op: &'static Op) -> Result<T> {
    // Compiled in each model's crate: a closure would be more of it.
    match result {
        Ok(value) => Ok(value),
        Err(error) => Err(error.at(op)),
    }
}

/// What an absorbed operation leaves: its input.
pub fn pass<T: Clone>(x: impl Borrow<T>) -> T {
    x.borrow().clone()
}
