//! The `#[quantizable]` attribute. Use it through the `quantizable` crate, which documents it.
//!
//! The attribute on a struct and the one on its `impl` meet through a callback: the struct leaves
//! a macro with its own tokens under its own name, the impl calls that macro with its tokens, and
//! [`__expand`] gets both. From there it is a small compiler, a module a stage:
//!
//! `parse` (syn → `Model`, `Impl`) → `lower` (→ `ir`) → `check`
//! (all errors collected, then one barrier) → `fuse` → `expand` (→ tokens).

mod attr;
mod check;
mod diag;
mod errors;
mod expand;
mod fallback;
mod fuse;
mod ir;
mod lint;
mod lower;
mod mend;
mod ops;
mod outline;
mod parse;
mod rustc;
mod source;
mod suggest;
#[cfg(test)]
mod tests;
mod ty;

use proc_macro::TokenStream;

/// On a struct of layers and on the `impl` with its `forward`: quantizes the model.
///
/// See the documentation of the `quantizable` crate.
#[proc_macro_attribute]
pub fn quantizable(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::attribute(args.into(), item.into()).into()
}

/// Expands a model whose two halves have met. Called by what [`macro@quantizable`] emits.
#[doc(hidden)]
#[proc_macro]
pub fn __expand(input: TokenStream) -> TokenStream {
    expand::meeting(input.into()).into()
}
