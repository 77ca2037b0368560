//! A converted model.

use std::fmt;

use super::{InputSites, check_input, not_done, wrong_input};
use crate::{
    __private::ok,
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
    /// Of what `forward` takes.
    pub(super) inputs: InputSites<B::Site>,
    pub(super) backend: B,
    pub(super) profile: Profile,
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
        let (mut input, mut output) = (Some(input), None);
        let mut call = Call { of: self, input: &mut input, output: &mut output };
        self.backend.engine().run(&mut call);
        let Some(output) = output else { not_done() };
        output
    }

    fn run(&self, input: M::Input) -> Result<M::Output> {
        let (cx, plan, sites) = (&self.backend, M::PLAN, &self.inputs);
        let input = ok!(input.enter(&Path::Root, &mut Inputs { cx, plan, sites, index: 0 }));
        let output = ok!(M::forward_lowered(&self.lowered, cx, input));
        M::Output::leave(output, cx)
    }
}

/// A call of a model.
struct Call<'a, M: Model, B: QuantizedBackend> {
    of: &'a Quantized<M, B>,
    input: &'a mut Option<M::Input>,
    output: &'a mut Option<Result<M::Output>>,
}

impl<M: Model, B: QuantizedBackend> Run for Call<'_, M, B> {
    fn run(&mut self) {
        if let Some(input) = self.input.take() {
            *self.output = Some(self.of.run(input));
        }
    }

    fn batch(&mut self) -> Option<Tensor> {
        let tensors = M::Input::IS_TENSOR && M::Output::IS_TENSOR;
        // An input that stays in f32 may be quantized by its own range.
        let quantized = matches!(self.of.inputs.single(), Some(Site8::Int { .. }));
        if !(tensors && quantized && self.of.profile.per_image) {
            return None;
        }
        self.input.take()?.into_tensor()
    }

    fn part(&mut self, images: Tensor) -> Result<Tensor> {
        let Some(input) = M::Input::from_tensor(images) else { not_done() };
        let Some(output) = ok!(self.of.run(input)).into_tensor() else { not_done() };
        Ok(output)
    }

    fn finish(&mut self, output: Result<Tensor>) {
        *self.output = Some(match output {
            Ok(tensor) => match M::Output::from_tensor(tensor) {
                Some(output) => Ok(output),
                None => not_done(),
            },
            Err(error) => Err(error),
        });
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
        self.backend.isa().name()
    }
}

impl<M: Model, B: QuantizedBackend> fmt::Debug for Quantized<M, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Quantized({}, {:?})", M::PLAN.model, self.backend)
    }
}
