//! Conditions that hold or fail for a model once and for all: they look at its own fields only.
//!
//! What is behind such a condition is never reached in a model for which it fails, so calibration
//! does not miss data there.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, Pat, visit::Visit};

/// That `if cond` takes its first branch.
pub fn condition(cond: &Expr) -> Option<TokenStream> {
    match cond {
        Expr::Let(let_) => pattern(&let_.expr, &let_.pat),
        cond => fixed(cond).then(|| quote!(#cond)),
    }
}

/// That `expr` matches `pat`.
pub fn pattern(expr: &Expr, pat: &Pat) -> Option<TokenStream> {
    let guarded = matches!(pat, Pat::Guard(_));
    (fixed(expr) && !guarded).then(|| quote!(::core::matches!(#expr, #pat)))
}

/// That a loop over `expr` runs at all.
pub fn iteration(expr: &Expr) -> Option<TokenStream> {
    fixed(expr).then(|| {
        quote!(::core::iter::Iterator::next(&mut ::core::iter::IntoIterator::into_iter(#expr))
            .is_some())
    })
}

/// Whether `expr` reads fields of `self`, constants and nothing else.
fn fixed(expr: &Expr) -> bool {
    let mut fields = Fields { only: true, any: false };
    fields.visit_expr(expr);
    fields.only && fields.any
}

struct Fields {
    /// Nothing but fields so far.
    only: bool,
    /// At least one.
    any: bool,
}

/// Methods without effects.
const PURE: &[&str] = &[
    "as_deref",
    "as_ref",
    "as_slice",
    "contains",
    "enumerate",
    "first",
    "get",
    "is_empty",
    "is_none",
    "is_some",
    "iter",
    "last",
    "len",
    "rev",
    "skip",
    "take",
    "zip",
];

impl<'ast> Visit<'ast> for Fields {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Binary(_)
            | Expr::Index(_)
            | Expr::Lit(_)
            | Expr::Paren(_)
            | Expr::Range(_)
            | Expr::Reference(_)
            | Expr::Tuple(_)
            | Expr::Unary(_) => syn::visit::visit_expr(self, expr),
            Expr::Field(field) => {
                self.any |= matches!(&*field.base, Expr::Path(path) if path.path.is_ident("self"));
                syn::visit::visit_expr(self, &field.base);
            }
            Expr::MethodCall(call) if PURE.contains(&call.method.to_string().as_str()) => {
                syn::visit::visit_expr(self, expr);
            }
            Expr::Path(path) => {
                let constant = |name: String| name.starts_with(|c: char| c.is_uppercase());
                let last = path.path.segments.last();
                let known = path.path.is_ident("self")
                    || last.is_some_and(|last| constant(last.ident.to_string()));
                self.only &= known;
            }
            _ => self.only = false,
        }
    }
}
