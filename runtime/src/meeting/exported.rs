//! Methods that other models call: those with `#[quantizable(export)]`.
//!
//! A trait of a model has the name of a method as a number, since whoever calls a method knows no more of it.

use super::LoweredOf;
use crate::{Result, backend::Backend, lower::Lower};

/// A method that takes or returns tensors.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not export this method: of another model, only `forward` and what it exports can run here",
    label = "not exported, or it takes no tensors",
    note = "put `#[quantizable(export)]` on the method, in the impl of `{Self}` that has `forward`"
)]
pub trait Exported<const NAME: u64>: Lower {
    /// The arguments as a tuple.
    #[doc(hidden)]
    type Args<'a, B: Backend>;
    /// The result.
    #[doc(hidden)]
    type Returned<'a, B: Backend>;

    /// The method under a backend.
    ///
    /// # Errors
    /// What the backend reports.
    #[doc(hidden)]
    fn __call<'a, B: Backend>(
        of: &'a Self::Lowered<B>,
        cx: &B,
        args: Self::Args<'a, B>,
    ) -> Result<Self::Returned<'a, B>>;
}

/// A method without tensors.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not export this method: of another model, only `forward` and what it exports can run here",
    label = "not exported, or it returns tensors and is given none",
    note = "put `#[quantizable(export)]` on the method, in the impl of `{Self}` that has `forward`; numbers can be read from fields"
)]
pub trait ExportedPlain<const NAME: u64>: Lower {
    /// The arguments as a tuple.
    #[doc(hidden)]
    type Args<'a, B: Backend>;
    /// The result.
    #[doc(hidden)]
    type Returned<'a, B: Backend>;

    /// The method.
    #[doc(hidden)]
    fn __call<'a, B: Backend>(
        of: &'a Self::Lowered<B>,
        args: Self::Args<'a, B>,
    ) -> Self::Returned<'a, B>;
}

/// A lowered model, of which a method is called that is given tensors.
#[diagnostic::on_unimplemented(
    message = "a tensor is given to a method of `{Self}`, which is not a `#[quantizable]` model",
    label = "not a model",
    note = "make the method one of the model that calls it; or make `{Self}` a model, which exports it by `#[quantizable(export)]`"
)]
pub trait Exporter: LoweredOf {}

#[diagnostic::do_not_recommend]
impl<L: LoweredOf> Exporter for L {}

/// What a model's call of another one's method with tensors starts with.
pub fn exporter<L: Exporter>(of: &L) -> Callee<'_, L::Model, L::Backend> {
    of.__exporter()
}

/// The model whose method is called.
pub struct Callee<'a, M: Lower, B: Backend>(pub &'a M::Lowered<B>);

// What they return has a name of its own: where rustc looks for a method, it would look into a trait's.
impl<'a, M: Lower, B: Backend> Callee<'a, M, B> {
    /// Calls a method with tensors.
    ///
    /// # Errors
    /// What the backend reports.
    pub fn call<const NAME: u64, R>(self, cx: &B, args: M::Args<'a, B>) -> Result<R>
    where
        M: Exported<NAME, Returned<'a, B> = R>,
    {
        M::__call(self.0, cx, args)
    }

    /// Calls one without.
    pub fn plain<const NAME: u64, R>(self, args: M::Args<'a, B>) -> R
    where
        M: ExportedPlain<NAME, Returned<'a, B> = R>,
    {
        M::__call(self.0, args)
    }
}
