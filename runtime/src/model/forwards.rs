//! What is run of a model, whatever the model.
//!
//! What is around a call is compiled for what goes in and comes out, which is a tensor each for most models,
//! and not for each model again.

use crate::{Result, backend::Backend, lower::Model, value::Value};

/// A lowered model that takes `I` and gives `O`.
pub trait Forwards<B: Backend, I: Value, O: Value> {
    /// Runs it.
    ///
    /// # Errors
    /// What the backend reports.
    fn run_lowered(&self, cx: &B, input: I::Lowered<B>) -> Result<O::Lowered<B>>;
}

/// The lowered form of `M`.
pub(super) struct Of<'a, M: Model, B: Backend>(pub &'a M::Lowered<B>);

impl<M: Model, B: Backend> Forwards<B, M::Input, M::Output> for Of<'_, M, B> {
    fn run_lowered(
        &self,
        cx: &B,
        input: <M::Input as Value>::Lowered<B>,
    ) -> Result<<M::Output as Value>::Lowered<B>> {
        M::forward_lowered(self.0, cx, input)
    }
}
