//! Errors are collected, so that one build reports all of them.

use std::{
    cell::{Cell, RefCell},
    thread,
};

use proc_macro2::{TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::{Ident, Path, Type};

use crate::errors;

/// The errors of one expansion. Must be finished, so that none is lost.
pub struct Diag {
    // `None` once finished.
    errors: RefCell<Option<Vec<syn::Error>>>,
    /// Those of what rustc has an error of its own for, or else these.
    uncertain: RefCell<Vec<syn::Error>>,
    /// Whether there is an error that is not here.
    left: Cell<bool>,
    /// Fields that are called as methods, which was reported, each with a number of arguments.
    called_fields: RefCell<Vec<(Ident, usize)>>,
    /// Structs of the user's that hold tensors, which was reported.
    structs: RefCell<Vec<Ident>>,
}

impl Diag {
    pub fn new() -> Self {
        Diag {
            errors: RefCell::new(Some(Vec::new())),
            uncertain: RefCell::default(),
            left: Cell::new(false),
            called_fields: RefCell::default(),
            structs: RefCell::default(),
        }
    }

    /// For what is parsed again, whose errors were reported where it was parsed first.
    pub fn silent() -> Self {
        let diag = Self::new();
        diag.errors.take();
        diag
    }

    /// Adds an error; the expansion goes on, to find more.
    pub fn error(&self, error: syn::Error) {
        if let Some(errors) = self.errors.borrow_mut().as_mut() {
            errors.push(error);
        }
    }

    /// How many errors there are.
    pub fn count(&self) -> usize {
        self.errors.borrow().as_ref().map_or(0, Vec::len)
    }

    /// Adds an error, if it is not one already: at the first of several places with one cure.
    pub fn error_once(&self, error: syn::Error) {
        let message = error.to_string();
        let is_it = |known: &syn::Error| known.to_string() == message;
        if !self.errors.borrow().iter().flatten().any(is_it) {
            self.error(error);
        }
    }

    /// How far it is.
    pub fn mark(&self) -> (usize, usize) {
        (self.count(), self.uncertain.borrow().len())
    }

    /// Takes back what was added since.
    pub fn forget_since(&self, (errors, uncertain): (usize, usize)) {
        if let Some(all) = self.errors.borrow_mut().as_mut() {
            all.truncate(errors);
        }
        self.uncertain.borrow_mut().truncate(uncertain);
    }

    /// Adds an error of something that rustc may report itself, in the user's own code and better: a
    /// name that may not be there at all, say.
    pub fn unless_rustc(&self, error: syn::Error) {
        if self.errors.borrow().is_some() {
            self.uncertain.borrow_mut().push(error);
        }
    }

    /// Adds the error that a field is called as a method.
    pub fn called_field(&self, name: &Ident, args: usize) {
        self.error(errors::called_field(name));
        let mut called = self.called_fields.borrow_mut();
        if called.iter().all(|(known, _)| known != name) {
            called.push((name.clone(), args));
        }
    }

    /// Adds the error that a struct of the user's holds a tensor.
    pub fn tensor_in_struct(&self, path: &Path) {
        self.unless_rustc(errors::tensor_in_struct(path));
        let name = path.segments.last().map(|last| last.ident.clone());
        self.structs.borrow_mut().extend(name);
    }

    /// Notes that the expansion cannot go on, for a reason that rustc is sure to report.
    pub fn left_to_rustc(&self) {
        self.left.set(true);
    }

    /// The value, or nothing and its error noted.
    pub fn take<T>(&self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.error(error)).ok()
    }

    /// The barrier: what comes after may rely on there having been no error.
    pub fn finish(self) -> Result<(), Errors> {
        let errors = self.errors.borrow_mut().take().unwrap_or_default();
        let mut uncertain = self.uncertain.take();
        if errors.is_empty() && uncertain.is_empty() && !self.left.get() {
            return Ok(());
        }
        // What depends on what was reported may be right when that is.
        if self.left.get() || !errors.is_empty() {
            uncertain.clear();
        }
        let (called_fields, structs) = (self.called_fields.take(), self.structs.take());
        Err(Errors { errors, uncertain, called_fields, structs })
    }
}

impl Drop for Diag {
    fn drop(&mut self) {
        if !thread::panicking() {
            debug_assert!(self.errors.borrow().is_none(), "errors were collected and not reported");
        }
    }
}

/// The errors that stop an expansion; none if all are left to rustc.
pub struct Errors {
    errors: Vec<syn::Error>,
    uncertain: Vec<syn::Error>,
    called_fields: Vec<(Ident, usize)>,
    structs: Vec<Ident>,
}

impl Errors {
    /// Fields that are called as methods, each with a number of arguments.
    pub fn called_fields(&self) -> &[(Ident, usize)] {
        &self.called_fields
    }

    /// Whether a type is a struct that holds tensors, which was reported.
    pub fn is_reported(&self, ty: &Type) -> bool {
        let Type::Path(path) = ty else { return false };
        path.path.segments.last().is_some_and(|last| self.structs.contains(&last.ident))
    }

    /// A `compile_error!` for each that is certain.
    pub fn to_tokens(&self) -> TokenStream {
        self.errors.iter().map(syn::Error::to_compile_error).collect()
    }

    /// A type that is told if nothing was reported: `__QuantizableError<ty>`, if no error is certain.
    pub fn told(&self, krate: &Path, ty: TokenStream) -> TokenStream {
        match (self.errors.first(), self.uncertain.is_empty()) {
            (Some(error), _) => no_type(krate, error, &ty),
            (None, false) => quote!(__QuantizableError<#ty>),
            (None, true) => ty,
        }
    }

    /// The others, errors if `condition` can be evaluated, and is true. One is in a type that has to be there.
    ///
    /// ```text
    /// type __QuantizableError<T> = <__q::Checked<{ !__CHECKED || { ::core::panic!("…"); true } }> as __q::Is<T>>::Itself;
    /// const _: () = if __CHECKED { ::core::panic!("…") };
    /// ```
    pub fn if_true(&self, krate: &Path, condition: &TokenStream) -> Option<TokenStream> {
        let mut panics = self.uncertain.iter().filter_map(panic);
        let (first, q) = (panics.next()?, quote!(#krate::__private));
        Some(quote! {
            type __QuantizableError<T> = <#q::Checked<{ !(#condition) || { #first; true } }> as #q::Is<T>>::Itself;
            #(const _: () = if #condition { #panics };)*
        })
    }
}

/// A type that cannot be told for an error: of what has it rustc says nothing, and of an error that is said twice only
/// once. It names another one, `named`.
///
/// ```text
/// <::quantizable::__private::Checked<{ ::core::compile_error! { "…" } }> as ::quantizable::__private::Is<()>>::Itself
/// ```
pub fn no_type(krate: &Path, error: &syn::Error, named: &TokenStream) -> TokenStream {
    let (q, error) = (quote!(#krate::__private), error.to_compile_error());
    quote!(<#q::Checked<{ #error }> as #q::Is<#named>>::Itself)
}

/// `::core::panic!("…")` with the error's text, at its place.
pub fn panic(error: &syn::Error) -> Option<TokenStream> {
    let tokens: Vec<TokenTree> = error.to_compile_error().into_iter().collect();
    let (first, last) = (tokens.first()?.span(), tokens.last()?.span());
    let text = error.to_string();
    let (mut panic, text) =
        (quote_spanned!(first=> ::core::panic!), quote_spanned!(last=> ("{}", #text)));
    panic.extend(text);
    Some(panic)
}

/// The messages, for tests.
#[cfg(test)]
impl std::fmt::Display for Errors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.errors.iter().try_for_each(|error| writeln!(f, "error: {error}"))?;
        self.uncertain.iter().try_for_each(|error| writeln!(f, "unless rustc has one: {error}"))
    }
}
