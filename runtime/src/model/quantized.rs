//! A converted model.

use std::fmt;

use super::{check_input, run};
use crate::{
    Error, Result, Tensor,
    backend::{FakeQuant, Int8, QuantizedBackend},
    error::OpError,
    lower::Model,
};

/// A model in int8, made by [`Prepared::convert`](super::Prepared::convert) or
/// [`load`](Self::load).
///
/// It can be shared between threads; each call takes its buffers from a pool, and once the pool is
/// warm a call allocates nothing.
pub struct Quantized<M: Model, B: QuantizedBackend = Int8> {
    pub(super) lowered: M::Lowered<B>,
    /// One for each tensor that `forward` takes.
    pub(super) inputs: Vec<B::Site>,
    pub(super) backend: B,
    /// Of the model's layers and call sites, for files.
    pub(super) fingerprint: String,
}

/// A model that gives int8's values in plain f32 loops, to check int8 against.
pub type FakeQuantized<M> = Quantized<M, FakeQuant>;

impl<M: Model, B: QuantizedBackend> Quantized<M, B> {
    /// Runs the model. Several arguments are a tuple.
    ///
    /// NaN is taken for the least value of its tensor's range; infinities saturate.
    ///
    /// # Errors
    /// Operands that do not fit, and more input tensors than calibration saw.
    pub fn forward(&self, input: M::Input) -> Result<M::Output> {
        let mut index = 0;
        run::<M, B>(&self.lowered, &self.backend, input, &mut |x| {
            index += 1;
            self.enter(x, index - 1)
        })
    }

    /// Takes the input tensor number `index`.
    fn enter(&self, x: Tensor, index: usize) -> Result<B::Tensor> {
        check_input(M::PLAN, &x, index)?;
        let Some(site) = self.inputs.get(index) else {
            let inputs = self.inputs.len();
            let message = format!("calibration saw {inputs} input tensors, this is one more");
            return Err(Error::Operands(OpError::new("forward", message)));
        };
        self.backend.input(x, site)
    }
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
