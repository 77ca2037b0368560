//! Errors are collected, so that one build reports all of them.

use std::{
    cell::{Cell, RefCell},
    thread,
};

use proc_macro2::TokenStream;
use syn::Ident;

use crate::probe::{Name, Probe};

/// The errors of one expansion. Must be finished, so that none is lost.
pub struct Diag {
    // `None` once finished.
    errors: RefCell<Option<Vec<syn::Error>>>,
    /// Whether there is an error that is not here.
    left: Cell<bool>,
    /// Fields that the model does not have, which rustc reports if nothing else has them.
    fields: RefCell<Vec<Ident>>,
    /// Names that are wrong if they are there, and reported by rustc if not.
    probes: RefCell<Vec<Probe>>,
}

impl Diag {
    pub fn new() -> Self {
        Diag {
            errors: RefCell::new(Some(Vec::new())),
            left: Cell::new(false),
            fields: RefCell::default(),
            probes: RefCell::default(),
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

    /// Notes that the expansion cannot go on, for a reason that rustc is sure to report in the
    /// user's own code, and better.
    pub fn left_to_rustc(&self) {
        self.left.set(true);
    }

    /// As [`Self::left_to_rustc`], for a field that the model does not have. There is an error if
    /// rustc finds it through `Deref`, too: [`Errors::fields`] sees to that.
    pub fn no_such_field(&self, name: &Ident) {
        self.left_to_rustc();
        self.fields.borrow_mut().push(name.clone());
    }

    /// As [`Self::left_to_rustc`], for a name that may not be there at all. If it is, this is the
    /// error.
    pub fn unless_missing(&self, name: Name, error: &syn::Error) {
        self.left_to_rustc();
        let text = error.to_string();
        let (what, help) = text.split_once("\n\nhelp: ").unwrap_or((&text, ""));
        self.probes.borrow_mut().push(Probe { name, what: what.into(), help: help.into() });
    }

    /// The value, or nothing and its error noted.
    pub fn take<T>(&self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.error(error)).ok()
    }

    /// The barrier: what comes after may rely on there having been no error.
    pub fn finish(self) -> Result<(), Errors> {
        let errors = self.errors.borrow_mut().take().unwrap_or_default();
        if errors.is_empty() && !self.left.get() {
            return Ok(());
        }
        Err(Errors { errors, fields: self.fields.take(), probes: self.probes.take() })
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
    fields: Vec<Ident>,
    probes: Vec<Probe>,
}

impl Errors {
    /// A `compile_error!` for each.
    pub fn to_tokens(&self) -> TokenStream {
        self.errors.iter().map(syn::Error::to_compile_error).collect()
    }

    /// Fields that `forward` uses and the model does not have.
    pub fn fields(&self) -> &[Ident] {
        &self.fields
    }

    /// Names that are errors if they are there.
    pub fn probes(&self) -> &[Probe] {
        &self.probes
    }
}

/// The messages, for tests.
#[cfg(test)]
impl std::fmt::Display for Errors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.errors.iter().try_for_each(|error| writeln!(f, "error: {error}"))?;
        self.probes.iter().try_for_each(|Probe { what, help, .. }| {
            writeln!(f, "if it exists: {what}\n\nhelp: {help}")
        })
    }
}
