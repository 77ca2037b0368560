//! Names that the macro introduces. Each is made once and has one hygiene: locals cannot meet the
//! user's, types and fields start with two underscores.

use proc_macro2::Span;
use quote::format_ident;
use syn::{Ident, Path};

/// The macro that carries the tokens of the struct whose name is in a line: others of that name may be in
/// scope.
pub fn hidden_macro(model: &Ident, line: usize) -> Ident {
    format_ident!("__quantizable_{}_{}", model, line, span = Span::call_site())
}

/// The struct of an impl, where its own name may be something else's.
pub fn model() -> Ident {
    Ident::new("__Model", Span::call_site())
}

/// The form of a model under a backend.
pub fn lowered(model: &Ident) -> Ident {
    format_ident!("__{}Lowered", model, span = Span::call_site())
}

/// The lowered form of a method.
pub fn method(name: &Ident) -> Ident {
    format_ident!("__lowered_{}", name, span = Span::call_site())
}

/// The copy of a method that rustc checks.
pub fn check(method: &Ident) -> Ident {
    format_ident!("__check_{}", method, span = Span::call_site())
}

/// The crate, if nothing else is said.
pub fn krate() -> Path {
    syn::parse_quote!(::quantizable)
}

/// The locals and parameters of a lowered function.
pub struct Locals {
    /// The lowered model, which `self` becomes.
    pub this: Ident,
    /// The backend's value.
    pub cx: Ident,
    /// The backend's type.
    pub backend: Ident,
    /// What a fused group runs on.
    pub input: Ident,
}

impl Locals {
    /// `user` is a token of the user's: rustc says once what it has to say of `self` there and here,
    /// as it takes both for the user's.
    pub fn new(user: Span) -> Self {
        Locals {
            this: Ident::new("__self", Span::call_site().resolved_at(user)),
            cx: Ident::new("cx", Span::mixed_site()),
            backend: Ident::new("__B", Span::call_site()),
            input: Ident::new("input", Span::mixed_site()),
        }
    }

    /// A tensor that a region in f32 reads.
    pub fn value(index: usize) -> Ident {
        format_ident!("f32_{index}", span = Span::mixed_site())
    }

    /// A place for an operand between the operation that it was written for and the one that runs.
    pub fn slot(index: usize) -> Ident {
        format_ident!("slot{index}", span = Span::mixed_site())
    }
}
