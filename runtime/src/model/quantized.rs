//! A converted model.

use std::fmt;

use super::run;
use crate::{
    Error, Result,
    backend::{Engine, Kernels, Quant, Reference, Site8},
    error::OpError,
    lower::Model,
};

/// A model in int8, made by [`Prepared::convert`](super::Prepared::convert) or
/// [`load`](Self::load).
///
/// It can be shared between threads; each call takes its buffers from a pool, and once the pool is
/// warm a call allocates nothing.
pub struct Quantized<M: Model, E: Engine = Kernels> {
    pub(super) lowered: M::Lowered<Quant<E>>,
    /// One for each tensor that `forward` takes.
    pub(super) inputs: Vec<Site8<E>>,
    pub(super) backend: Quant<E>,
    /// Of the model's layers and call sites, for files.
    pub(super) fingerprint: String,
}

/// A model that gives int8's values in plain f32 loops, to check int8 against.
pub type FakeQuantized<M> = Quantized<M, Reference>;

impl<M: Model, E: Engine> Quantized<M, E> {
    /// Runs the model. Several arguments are a tuple.
    ///
    /// NaN is taken for the least value of its tensor's range; infinities saturate.
    ///
    /// # Errors
    /// Operands that do not fit, and more input tensors than calibration saw.
    pub fn forward(&self, input: M::Input) -> Result<M::Output> {
        run::<M, Quant<E>, &Site8<E>>(&self.lowered, &self.backend, input, |index| {
            self.inputs.get(index).ok_or_else(|| {
                let message = format!(
                    "calibration saw {} input tensors, this is one more",
                    self.inputs.len()
                );
                Error::Operands(OpError::new("forward", message))
            })
        })
    }
}

impl<M: Model> Quantized<M> {
    /// The instruction set that it runs on, as `QUANTIZABLE_ISA` spells it.
    pub fn isa(&self) -> &'static str {
        self.backend.isa().name()
    }
}

impl<M: Model, E: Engine> fmt::Debug for Quantized<M, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Quantized({}, {:?})", M::PLAN.model, self.backend)
    }
}
