//! Where the two halves of an expansion, the struct's and the impl's, rely on each other.

pub mod checked;
pub mod exported;
pub mod held;
pub mod is;
pub mod question;
pub mod stand_in;

use std::{borrow::Borrow, marker::PhantomData, ops::Deref};

use crate::{
    Result,
    backend::{Backend, Observe, TensorLike},
    lower::{Lower, Observed},
    path::{Entries, FORWARD, Path},
    plan::Plan,
    value::Value,
};

/// A model whose `forward` the attribute has seen. All such are [`Model`](crate::Model)s, and there are no
/// others.
///
/// The impl's half implements it: all of [`Model`](crate::Model), and the lowered `forward` with the
/// arguments as the user declared them. Its own names are not those of [`Model`](crate::Model), as rustc
/// lists the traits that have what it misses, nor those that a type of the user's may have, as rustc asks
/// whether one of these was meant by what it does not find.
///
/// The struct's half says by [`LoweredOf`] which model a lowered one is of, so that [`call`] finds it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `forward` that `#[quantizable]` has seen",
    label = "not a quantizable model",
    note = "a struct: put `#[quantizable]` on it and on the impl that has its `forward`",
    note = "a `Result` or an `Option` of one: take it out first, by `?` or `match`",
    note = "a type parameter: bound it by `Model<Input = …, Output = …>`",
    note = "a layer is none by itself: a struct with it in a field, and a `forward` that runs it, is"
)]
pub trait Forward: Lower {
    /// [`Model::Input`](crate::Model::Input).
    #[doc(hidden)]
    type __Input: Value;
    /// [`Model::Output`](crate::Model::Output).
    #[doc(hidden)]
    type __Output: Value;
    /// The arguments as a tuple.
    #[doc(hidden)]
    type Args<'a, B: Backend>;
    /// The result.
    #[doc(hidden)]
    type Returned<B: Backend>;
    /// [`Model::PLAN`](crate::Model::PLAN).
    #[doc(hidden)]
    const SEEN: &'static Plan;

    /// The f32 forward, as written.
    #[doc(hidden)]
    fn __run(model: &Self, input: Self::__Input) -> Self::__Output;

    /// The forward under a backend.
    ///
    /// # Errors
    /// What the backend reports.
    #[doc(hidden)]
    fn forward_lowered<B: Backend>(
        of: &Self::Lowered<B>,
        cx: &B,
        input: <Self::__Input as Value>::Lowered<B>,
    ) -> Result<<Self::__Output as Value>::Lowered<B>>;

    /// The same, of the arguments.
    ///
    /// # Errors
    /// What the backend reports.
    #[doc(hidden)]
    fn __call<B: Backend>(
        of: &Self::Lowered<B>,
        cx: &B,
        args: Self::Args<'_, B>,
    ) -> Result<Self::Returned<B>>;
}

/// What the impl's half asks of a struct whose attribute it does not find. No type is.
#[diagnostic::on_unimplemented(
    message = "the struct `{Self}` has no `#[quantizable]`, which it needs beside its `impl`",
    label = "put `#[quantizable]` on `struct {Self}` too; name it here as it is there"
)]
pub trait Attributed {
    /// Nothing.
    #[doc(hidden)]
    const FOUND: () = ();
}

// Of a trait that nothing implements rustc says that too.
#[diagnostic::do_not_recommend]
impl<M, B: Backend> Attributed for Failed<M, B> {}

/// What the impl's half says of a model to the struct's half: inherent items of these names, under the
/// bounds of the struct, as the impl may ask for more. Where there are none these are found, and the
/// struct's half asks for nothing that only the impl's has: that it is missing is said once, to whoever
/// runs the model.
pub trait Unseen: Lower {
    /// [`Model::PLAN`](crate::Model::PLAN).
    const __SEEN_HERE: &'static Plan = &Plan::NOTHING;

    /// Whether methods are in an impl that has the attribute and no `forward`, which was reported.
    const __ELSEWHERE: bool = false;

    /// Gives the lowered model its call sites, and folds the batch normalizations of its own fused
    /// groups.
    fn __observe(&self, _of: &mut Self::Lowered<Observe>, _path: &Path<'_>, _to: &mut Observed) {}

    /// Which methods this instance calls of the model, or those, in `field`, if it is where `path` says.
    fn __enters(&self, _path: &Path<'_>, _field: &str) -> Entries {
        FORWARD
    }
}

impl<M: Lower> Unseen for M {}

/// Which model this is the lowered form of.
#[diagnostic::on_unimplemented(
    message = "`forward` is called on something that is neither a layer nor a `#[quantizable]` model",
    label = "not a model",
    note = "a layer behind an alias: say on the field what it is, such as `#[quantizable(conv2d)]`"
)]
pub trait LoweredOf {
    /// The model.
    type Model: Lower;
    /// Under this backend.
    type Backend: Backend;
    /// Whether something is wrong with the model, which was reported.
    const FAILED: bool = false;

    /// Itself, past references.
    fn lowered(&self) -> &<Self::Model as Lower>::Lowered<Self::Backend>;

    /// The model, of which a method is called that takes no tensors.
    fn __exporter(&self) -> exported::Callee<'_, Self::Model, Self::Backend> {
        exported::Callee(self.lowered())
    }

    /// A helper of the model, of whose arguments rustc has nothing to say where it has nothing to say of
    /// this.
    fn callee<F>(&self, helper: F) -> F {
        helper
    }
}

macro_rules! transparent {
    ($($pointer:ty)*) => {$(
        impl<L: LoweredOf> LoweredOf for $pointer {
            type Model = L::Model;
            type Backend = L::Backend;

            fn lowered(&self) -> &<L::Model as Lower>::Lowered<L::Backend> {
                (**self).lowered()
            }
        }
    )*};
}

transparent!(&L Box<L>);

/// What a model's call of another one's `forward` becomes.
///
/// # Errors
/// What the backend reports.
pub fn call<L, B: Backend>(
    of: &L,
    cx: &B,
    args: <L::Model as Forward>::Args<'_, B>,
) -> Result<<L::Model as Forward>::Returned<B>>
where
    L: LoweredOf<Backend = B>,
    L::Model: Forward,
{
    <L::Model as Forward>::__call(of.lowered(), cx, args)
}

/// The lowered form of a model that could not be expanded: never made.
pub struct Failed<M, B: Backend>(PhantomData<fn() -> (M, B)>);

/// Its fields and methods are the model's own, as far as rustc asks.
impl<M, B: Backend> Deref for Failed<M, B> {
    type Target = M;

    fn deref(&self) -> &M {
        unreachable!()
    }
}

impl<M: Lower<Lowered<B> = Self>, B: Backend> LoweredOf for Failed<M, B> {
    type Model = M;
    type Backend = B;
    const FAILED: bool = true;

    fn lowered(&self) -> &Self {
        self
    }
}

/// What a layer is lent by whose reference comes out of `?` or branches: those are not asked for more.
pub trait Lent {
    /// Itself.
    fn __borrow_layer(&self) -> &Self {
        self
    }
}

impl<T: ?Sized> Lent for T {}

/// The tensor behind an operand that is held by value or by reference.
pub fn by_ref<T: TensorLike>(x: &impl Borrow<T>) -> &T {
    x.borrow()
}

/// Holds for a layer and itself: for a field that the macro took for the layer `L` by its type's name.
#[diagnostic::on_unimplemented(
    message = "`#[quantizable]` takes this field for a layer of `quantizable::nn`, by its type's name or its attribute, and it is another type",
    label = "this is `{Self}`, not `{L}`",
    note = "a model of your own: put `#[quantizable(model)]` on the field",
    note = "another layer: say which, such as `#[quantizable(conv2d)]`"
)]
pub trait IsLayer<L> {
    /// Itself.
    #[doc(hidden)]
    fn as_layer(&self) -> &L;
    /// Itself.
    #[doc(hidden)]
    fn as_layer_mut(&mut self) -> &mut L;
}

impl<L> IsLayer<L> for L {
    fn as_layer(&self) -> &L {
        self
    }

    fn as_layer_mut(&mut self) -> &mut L {
        self
    }
}
