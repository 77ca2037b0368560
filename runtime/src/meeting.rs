//! Where the two halves of an expansion, the struct's and the impl's, rely on each other.

pub mod is;

use std::{borrow::Borrow, marker::PhantomData};

use crate::{
    Result,
    backend::{Backend, Float, TensorLike},
    lower::Model,
};

/// A model's lowered `forward`, with the arguments as the user declared them.
///
/// The impl's half implements it; the struct's half gives the lowered model a method that calls it,
/// which is what another model's `self.block.forward(x)` becomes.
pub trait Forward: Model {
    /// The arguments as a tuple.
    type Args<'a, B: Backend>;
    /// The result.
    type Returned<B: Backend>;

    /// Runs it.
    ///
    /// # Errors
    /// What the backend reports.
    fn call<B: Backend>(
        of: &Self::Lowered<B>,
        cx: &B,
        args: Self::Args<'_, B>,
    ) -> Result<Self::Returned<B>>;
}

/// The lowered form of a model that could not be expanded: never made.
pub struct Failed<B: Backend = Float>(PhantomData<fn() -> B>);

impl<B: Backend> Failed<B> {
    /// What a parent model calls, whatever its arguments.
    ///
    /// # Errors
    /// None: it is never called.
    pub fn forward<Args>(&self, _: &B, _: Args) -> Result<B::Tensor> {
        unreachable!("a model that does not compile")
    }
}

/// The tensor behind an operand that is held by value or by reference.
pub fn by_ref<T: TensorLike>(x: &impl Borrow<T>) -> &T {
    x.borrow()
}

/// Compiles if a field's type is the layer that the macro took it for by its name.
pub fn is_layer<T: IsLayer<L>, L>() {}

/// Holds for a layer and itself.
#[diagnostic::on_unimplemented(
    message = "`#[quantizable]` took this field for a layer of `quantizable::nn` by its type's name, and it is another type",
    label = "this is `{Self}`, not `{L}`",
    note = "rename the type, or say what layer it is: `#[quantizable(conv2d)]` on the field"
)]
pub trait IsLayer<L> {}

impl<L> IsLayer<L> for L {}
