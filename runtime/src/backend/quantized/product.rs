//! Convolutions and linear layers with what they absorbed.

use std::borrow::Cow;

use super::{Quant, Quantized8, Site8, Value8, forms::batch_of_one};
use crate::{
    Result, Tensor,
    backend::{
        Epilogue, TensorLike,
        engine::{Engine, Tail},
        f32 as real,
        trace::note_rounding,
    },
    ops::{self, shape},
};

impl<E: Engine> Quant<E> {
    /// A convolution or linear layer with what it absorbed.
    pub(super) fn product(
        &self,
        weights: &E::Weights,
        x: &Value8<E::Data>,
        site: &Site8<E>,
        epilogue: Epilogue<'_, Value8<E::Data>>,
    ) -> Result<Value8<E::Data>> {
        let Site8::Int { qparams, cache, .. } = site else {
            let y = self.engine.unpack(weights).real(&self.real(x))?;
            return self.finish_real(y, site, epilogue);
        };
        let x = self.int(x);
        let plain = self.engine.description(weights).output_shape(&x.shape)?;
        let residual = match epilogue.add {
            Some(other) if shape::broadcast("add", &plain, other.shape())? != plain => {
                return self.product_then_broadcast(weights, &x, site, epilogue);
            }
            Some(other) => Some(self.expanded(self.int(other), plain)),
            None => None,
        };
        let shape = match epilogue.max_pool {
            Some(args) => shape::max_pool2d(&plain, args)?,
            None => plain,
        };
        // PyTorch convolves an image without a batch too; engines see a batch of one.
        let single = plain.len() == 3 && self.engine.description(weights).conv.is_some();
        let (x, residual) =
            (self.batched(x, single), residual.map(|residual| self.batched(residual, single)));
        let tail = Tail {
            residual: residual.as_deref(),
            activation: epilogue.activation,
            max_pool: epilogue.max_pool,
        };
        let batch = if single { batch_of_one(shape) } else { shape };
        let data = self.engine.product(weights, &x, batch, *qparams, tail, cache);
        let y = Value8::Int(Quantized8 { data, shape: batch, qparams: *qparams });
        if single { self.reshape(&y, shape) } else { Ok(y) }
    }

    pub(super) fn batched<'a>(
        &self,
        x: Cow<'a, Quantized8<E::Data>>,
        single: bool,
    ) -> Cow<'a, Quantized8<E::Data>> {
        if single { Cow::Owned(self.batch_of_one(&x)) } else { x }
    }

    /// The rare sum that is larger than the layer's own result: added in f32.
    pub(super) fn product_then_broadcast(
        &self,
        weights: &E::Weights,
        x: &Quantized8<E::Data>,
        site: &Site8<E>,
        epilogue: Epilogue<'_, Value8<E::Data>>,
    ) -> Result<Value8<E::Data>> {
        note_rounding();
        let x = self.engine.dequantize(x);
        let y = self.engine.unpack(weights).real(&x)?;
        let y = self.absorb_real(y, epilogue)?;
        Ok(Value8::Int(self.int(&self.from_real(y, site)).into_owned()))
    }

    /// In f32: what an operation absorbed.
    pub(super) fn absorb_real(
        &self,
        y: Tensor,
        epilogue: Epilogue<'_, Value8<E::Data>>,
    ) -> Result<Tensor> {
        let y = match epilogue.add {
            Some(other) => ops::add(&y, &self.real(other), 1.0)?,
            None => y,
        };
        let y = real::activate(y, epilogue.activation)?;
        match epilogue.max_pool {
            Some(args) => Ok(ops::max_pool2d(&y, args)?),
            None => Ok(y),
        }
    }

    pub(super) fn finish_real(
        &self,
        y: Tensor,
        site: &Site8<E>,
        epilogue: Epilogue<'_, Value8<E::Data>>,
    ) -> Result<Value8<E::Data>> {
        note_rounding();
        Ok(self.from_real(self.absorb_real(y, epilogue)?, site))
    }
}
