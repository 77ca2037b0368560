//! Where a lowered body calls an operation.

use super::{Backend, trace};
use crate::{
    Error, Result, Tensor,
    lower::Sites,
    path::Path,
    plan::Op,
    value::{Enter, Value},
};

/// Where in a model an operation is called, and under which backend. Errors are told where here, not in
/// the lowered body, which is compiled anew in each model's crate.
#[derive(Debug)]
pub struct At<'a, B> {
    /// The backend.
    pub cx: &'a B,
    /// The model's operations.
    pub ops: &'static [Op],
    /// The one that is called.
    pub op: usize,
}

impl<B> Clone for At<'_, B> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<B> Copy for At<'_, B> {}

impl<B: Backend> At<'_, B> {
    /// The call's own among the sites of its model.
    pub(super) fn site(self, sites: &Sites<B>) -> &B::Site {
        let site = self.ops[self.op].site.expect("an operation with a call site");
        &sites[site]
    }

    /// The result, with the call site in its error.
    ///
    /// # Errors
    /// Those of the result.
    pub fn check<T>(self, result: Result<T, impl Into<Error>>) -> Result<T> {
        match result {
            Ok(value) => Ok(value),
            Err(error) => Err(error.into().at(&self.ops[self.op])),
        }
    }

    /// The operation's result, likewise.
    pub(super) fn result(self, result: Result<B::Tensor>) -> Result<B::Tensor> {
        let result = self.check(result)?;
        trace::note(&result);
        Ok(result)
    }
}

/// Takes back what a region of a model computed in f32.
///
/// # Errors
/// What the backend reports.
pub fn region<B: Backend, V: Value>(
    at: At<'_, B>,
    sites: &Sites<B>,
    value: V,
) -> Result<V::Lowered<B>> {
    if !V::HAS_TENSORS {
        B::without_tensors(at, sites);
    }
    V::__enter(value, &Path::Root, &mut Region { at, sites })
}

/// What is taken for a tensor, as the user does not say what it is. If anything is wrong with the user's own code
/// `OK` cannot be evaluated, and nothing is said of what is none.
#[diagnostic::on_unimplemented(
    message = "this statement in f32 gives `{Self}`, and is taken for a tensor",
    label = "no tensor",
    note = "say what it is: `let name: {Self} = …;`; of a reference, clone what it is to"
)]
pub trait TakenForTensor<const OK: bool> {
    /// A tensor.
    type Itself;

    /// Itself.
    fn tensor(self) -> Self::Itself;
}

#[diagnostic::do_not_recommend]
impl TakenForTensor<true> for Tensor {
    type Itself = Self;

    fn tensor(self) -> Self {
        self
    }
}

struct Region<'a, B: Backend> {
    at: At<'a, B>,
    sites: &'a Sites<B>,
}

impl<B: Backend> Enter<B> for Region<'_, B> {
    fn tensor(&mut self, x: Tensor, _: &Path<'_>) -> Result<B::Tensor> {
        B::from_f32(self.at, x, self.sites)
    }
}
