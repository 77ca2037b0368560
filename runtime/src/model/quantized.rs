//! A converted model.

use std::fmt;

use super::{
    InputSites, check_input,
    forwards::{Forwards, Of},
    wrong_input,
};
use crate::{
    Result, Tensor,
    backend::{Engine, FakeQuant, Int8, QuantizedBackend, Run, Site8},
    lower::{Model, Profile},
    path::Path,
    plan::Plan,
    value::{Enter, Value},
};

/// A model in int8, made by [`Prepared::convert`](super::Prepared::convert) or
/// [`load`](Self::load).
///
/// A large batch is run in parts whose activations stay in the cache, where no image depends on another
/// ([`Int8::cache`] says when that is), with the results that it has as a whole.
///
/// It can be shared between threads; each call takes its buffers from a pool, and once the pool is
/// warm a call allocates nothing. Work that is worth it is shared with the threads of rayon's pool,
/// the one that the call is made in or else the global one; from outside of a pool, asking for them
/// allocates one job.
pub struct Quantized<M: Model, B: QuantizedBackend = Int8> {
    pub(super) lowered: M::Lowered<B>,
    pub(super) runner: Runner<B>,
}

/// A model that gives int8's values in plain f32 loops, to check int8 against.
pub type FakeQuantized<M> = Quantized<M, FakeQuant>;

impl<M: Model, B: QuantizedBackend> Quantized<M, B> {
    /// Runs the model. Several arguments are a tuple.
    ///
    /// NaN is taken for the least value of its tensor's range; infinities saturate.
    ///
    /// # Errors
    /// Operands that do not fit, and input tensors in places where calibration saw none.
    pub fn forward(&self, input: M::Input) -> Result<M::Output> {
        self.runner.run(M::PLAN, &Of::<M, B>(&self.lowered), input)
    }
}

/// What runs a model, whatever the model.
pub struct Runner<B: QuantizedBackend> {
    pub(super) backend: B,
    /// Of what `forward` takes.
    pub(super) inputs: InputSites<B::Site>,
    pub(super) profile: Profile,
}

impl<B: QuantizedBackend> Runner<B> {
    pub(super) fn new(backend: B, inputs: InputSites<B::Site>, profile: Profile) -> Self {
        Runner { backend, inputs, profile }
    }

    pub(crate) fn run<I: Value, O: Value>(
        &self,
        plan: &'static Plan,
        of: &dyn Forwards<B, I, O>,
        input: I,
    ) -> Result<O> {
        let mut call = Call { by: self, plan, of, input: Some(input), output: None };
        self.backend.engine().run(&mut call);
        call.output.expect("an engine runs what it is given")
    }
}

/// A call of a model.
struct Call<'a, B: QuantizedBackend, I, O> {
    by: &'a Runner<B>,
    plan: &'static Plan,
    of: &'a dyn Forwards<B, I, O>,
    input: Option<I>,
    output: Option<Result<O>>,
}

impl<B: QuantizedBackend, I: Value, O: Value> Call<'_, B, I, O> {
    fn of(&self, input: I) -> Result<O> {
        let Runner { backend: cx, inputs: sites, .. } = self.by;
        let mut inputs = Inputs { cx, plan: self.plan, sites, index: 0 };
        let input = I::__enter(input, &Path::Root, &mut inputs)?;
        O::__leave(self.of.run_lowered(cx, input)?, cx)
    }
}

impl<B: QuantizedBackend, I: Value, O: Value> Run for Call<'_, B, I, O> {
    fn run(&mut self) {
        if let Some(input) = self.input.take() {
            self.output = Some(self.of(input));
        }
    }

    fn batch(&mut self) -> Option<Tensor> {
        let tensors = I::IS_TENSOR && O::IS_TENSOR;
        // An input that stays in f32 may be quantized by its own range.
        let quantized = matches!(self.by.inputs.single(), Some(Site8::Int { .. }));
        if !(tensors && quantized && self.by.profile.per_image) {
            return None;
        }
        I::into_tensor(self.input.take()?)
    }

    fn part(&mut self, images: Tensor) -> Result<Tensor> {
        let input = I::from_tensor(images).expect("a model of a tensor");
        let output = self.of(input)?;
        Ok(O::into_tensor(output).expect("a model that gives a tensor"))
    }

    fn finish(&mut self, output: Result<Tensor>) {
        let output =
            output.map(|tensor| O::from_tensor(tensor).expect("a model that gives a tensor"));
        self.output = Some(output);
    }
}

/// Takes the inputs of a call.
struct Inputs<'a, B: QuantizedBackend> {
    cx: &'a B,
    plan: &'static Plan,
    sites: &'a InputSites<B::Site>,
    /// How many there were so far.
    index: usize,
}

impl<B: QuantizedBackend> Enter<B> for Inputs<'_, B> {
    fn tensor(&mut self, x: Tensor, at: &Path<'_>) -> Result<B::Tensor> {
        self.index += 1;
        self.cx.enter(x, self.plan, self.sites, (at, self.index - 1))
    }
}

/// The call site of an input tensor: of its place, and likely number.
pub(crate) fn input_site<'a, S>(
    plan: &Plan,
    x: &Tensor,
    inputs: &'a InputSites<S>,
    (at, guess): (&Path<'_>, usize),
) -> Result<&'a S> {
    check_input(plan, x, at)?;
    inputs.find(at, guess).ok_or_else(|| {
        wrong_input(plan, at, "calibration has seen no tensor here; calibrate with such inputs too")
    })
}

impl<M: Model> Quantized<M> {
    /// The instruction set that it runs on, as `QUANTIZABLE_ISA` spells it.
    pub fn isa(&self) -> &'static str {
        self.runner.backend.isa().name()
    }
}

impl<M: Model, B: QuantizedBackend> fmt::Debug for Quantized<M, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Quantized({}, {:?})", M::PLAN.model, self.runner.backend)
    }
}
