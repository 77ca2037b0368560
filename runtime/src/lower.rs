//! From a model's types to their form under a backend.

use std::fmt;

use crate::{
    Prepared, QConfigMapping, Result, Tensor,
    backend::{Backend, FoldedBatchNorm, Observe, QuantizedBackend},
    meeting::Forward,
    model::Runner,
    nn::Parameters,
    path::{Path, join},
    plan::{Op, Plan},
    state_dict::{self, StateDict},
    value::Value,
};

mod containers;
mod leaves;
mod observed;

pub(crate) use observed::{Gathered, Profile};
pub use observed::{Observed, float};

/// A field of a model that has a form under every backend: layers, models with `#[quantizable]`,
/// containers of those, and plain values.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a `#[quantizable]` model",
    label = "not a layer, a `#[quantizable]` model, a container of those, or a plain value",
    note = "a model: put `#[quantizable]` on its struct and on the impl with its `forward`",
    note = "plain data: put `#[quantizable(plain)]` on its struct or enum",
    note = "several of those: `Vec`, `VecDeque`, arrays, tuples, `Option` and `Box`",
    note = "not needed in `forward`: put `#[quantizable(skip)]` on the field"
)]
pub trait Lower: Parameters + Sized {
    /// Its form under `B`.
    #[doc(hidden)]
    type Lowered<B: Backend>;

    /// Its form for calibration: shares the weights, with batch normalization folded.
    #[doc(hidden)]
    fn __lower(of: &Self, path: &Path<'_>, to: &mut Observed) -> Self::Lowered<Observe>;

    /// Every layer and call site, in the order of the fields, taken from one backend to another.
    #[doc(hidden)]
    fn __rebind<A: Backend, B: Backend>(
        from: &Self::Lowered<A>,
        path: &Path<'_>,
        to: &mut dyn Rebind<A, B>,
    ) -> Self::Lowered<B>;

    /// [`Parameters::visit`] of the field `name`.
    #[doc(hidden)]
    fn __visit(of: &Self, prefix: &str, name: &str, visitor: &mut dyn FnMut(&str, &Tensor)) {
        Parameters::visit(of, &join(prefix, name), visitor);
    }

    /// [`Parameters::visit_mut`] of the field `name`.
    #[doc(hidden)]
    fn __visit_mut(
        of: &mut Self,
        prefix: &str,
        name: &str,
        visitor: &mut dyn FnMut(&str, &mut Tensor),
    ) {
        Parameters::visit_mut(of, &join(prefix, name), visitor);
    }
}

/// What is the same under every backend, so that it can be in containers whose contents are not lowered.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be in a map, a set, an `Arc` or a reference of a `#[quantizable]` model",
    label = "of no plain values",
    note = "layers and models by keys: `Vec<(String, {Self})>`",
    note = "plain data: put `#[quantizable(plain)]` on its struct or enum",
    note = "not needed in `forward`: put `#[quantizable(skip)]` on the field"
)]
pub trait Plain: Clone {}

/// The form of `M` under `B`, by a name that patterns can have.
pub type LoweredForm<M, B> = <M as Lower>::Lowered<B>;

/// A copy of a plain value. (That it has to be [`Clone`] only [`Plain`] says.)
pub fn cloned<T: Plain>(value: &T) -> T {
    value.clone()
}

/// A model: a struct of layers with a `forward`, both under `#[quantizable]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `forward` that `#[quantizable]` has seen",
    label = "not a quantizable model",
    note = "a struct: put `#[quantizable]` on it and on the impl that has its `forward`",
    note = "a `Result` or an `Option` of one: take it out first, by `?` or `match`",
    note = "a type parameter: bound it by `Model<Input = …, Output = …>`",
    note = "a layer is none by itself: a struct with it in a field, and a `forward` that runs it, is"
)]
pub trait Model: Lower {
    /// The arguments of `forward`: the one, or a tuple of several.
    type Input: Value;
    /// What `forward` returns.
    type Output: Value;
    /// What the macro found in `forward`.
    const PLAN: &'static Plan;

    /// The f32 forward, as written.
    fn forward(&self, input: Self::Input) -> Self::Output;

    /// Fuses, folds batch normalization and puts observers in.
    ///
    /// # Errors
    /// A mapping that names what the model does not have, and batch normalizations that do not fit
    /// the layers they are fused with.
    fn prepare(&self, mapping: &QConfigMapping) -> Result<Prepared<Self>> {
        Prepared::new(self, mapping)
    }

    /// Takes the tensors of a state dict, as PyTorch's strict `load_state_dict` does.
    ///
    /// # Errors
    /// [`Error::StateDict`](crate::Error::StateDict) with every tensor that is missing, unexpected
    /// or of another shape; the model is then as it was.
    fn load_state_dict(&mut self, dict: &StateDict) -> Result<()> {
        state_dict::load_state_dict(self, dict)
    }

    /// The model's tensors by their dotted names.
    fn state_dict(&self) -> StateDict {
        state_dict::state_dict(self)
    }

    /// The forward under a backend.
    ///
    /// # Errors
    /// Operands that do not fit, and what the backend reports.
    #[doc(hidden)]
    fn forward_lowered<B: Backend>(
        of: &Self::Lowered<B>,
        cx: &B,
        input: <Self::Input as Value>::Lowered<B>,
    ) -> Result<<Self::Output as Value>::Lowered<B>>;
}

/// What has a [`Forward`] is a model. That only this stands between the two has rustc say of a method
/// of [`Model`] that is not there what [`Forward`] has it say.
#[diagnostic::do_not_recommend]
impl<M: Forward> Model for M {
    type Input = <M as Forward>::__Input;
    type Output = <M as Forward>::__Output;
    const PLAN: &'static Plan = M::SEEN;

    fn forward(&self, input: Self::Input) -> Self::Output {
        M::__run(self, input)
    }

    fn forward_lowered<B: Backend>(
        of: &Self::Lowered<B>,
        cx: &B,
        input: <Self::Input as Value>::Lowered<B>,
    ) -> Result<<Self::Output as Value>::Lowered<B>> {
        <M as Forward>::forward_lowered(of, cx, input)
    }
}

/// The call sites of one model instance.
pub type Sites<B> = Box<[<B as Backend>::Site]>;

/// Takes each part of a lowered model from backend `A` to backend `B`. What goes wrong is kept until
/// all parts have been seen.
pub trait Rebind<A: Backend, B: Backend> {
    /// A convolution.
    fn conv2d(&mut self, from: &A::LoweredConv2d, path: &Path<'_>) -> B::LoweredConv2d;
    /// A linear layer.
    fn linear(&mut self, from: &A::LoweredLinear, path: &Path<'_>) -> B::LoweredLinear;
    /// A batch normalization.
    fn batch_norm(&mut self, from: &FoldedBatchNorm, path: &Path<'_>) -> FoldedBatchNorm;
    /// A tensor that the model holds.
    fn tensor(&mut self, from: &A::Tensor, path: &Path<'_>) -> B::Tensor;
    /// A call site.
    fn site(&mut self, from: &A::Site, at: CallSite<'_>) -> B::Site;

    /// The call sites of the model at `path`.
    fn sites(&mut self, from: &Sites<A>, plan: &'static Plan, path: &Path<'_>) -> Sites<B> {
        let sites = CallSite::all(plan, path).zip(from);
        sites.map(|(at, site)| self.site(site, at)).collect()
    }
}

/// A [`Rebind`] of a whole calibrated model.
pub trait Convert<B: QuantizedBackend>: Rebind<Observe, B> {
    /// What runs the model, once it was taken along.
    ///
    /// # Errors
    /// Call sites without data, and weights that cannot be quantized.
    fn finish(self: Box<Self>) -> Result<Runner<B>>;
}

/// Which call site: of which model, and where in it.
#[derive(Debug, Clone, Copy)]
pub struct CallSite<'a> {
    plan: &'static Plan,
    index: usize,
    model: &'a Path<'a>,
}

impl<'a> CallSite<'a> {
    /// Those of the model at `model`.
    fn all(plan: &'static Plan, model: &'a Path<'a>) -> impl Iterator<Item = CallSite<'a>> {
        (0..plan.sites.len()).map(move |index| CallSite { plan, index, model })
    }

    /// The operation whose result it sees.
    pub fn op(&self) -> &'static Op {
        self.plan.last(self.index).expect("a site of the plan")
    }

    /// The operation that its fused group starts with, or the only one.
    pub fn root(&self) -> &'static Op {
        self.plan.root(self.index).expect("a site of the plan")
    }

    /// The dotted name of the layer that it belongs to, or of the model if it is a function's.
    pub fn module(&self) -> String {
        let Some(layer) = self.root().layer else { return self.model.to_string() };
        // `convs[]` is any of the list's, `convs[0]` is PyTorch's `convs.0`.
        let known = layer.split("[]").next().unwrap_or(layer);
        self.model.field(&known.replace('[', ".").replace(']', "")).to_string()
    }

    /// A name that no other call site of the whole model has, for files.
    fn key(&self) -> String {
        self.model.field(&format!("__sites.{}", self.index)).to_string()
    }
}

/// Expression, file, line, column and the model instance: where an error is.
impl fmt::Display for CallSite<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.op())?;
        if !self.model.is_root() {
            write!(f, " in `{}`", self.model)?;
        }
        Ok(())
    }
}
