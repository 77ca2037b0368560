//! What each operation does.

use std::borrow::Borrow;

use super::{Layer8, Quant, Quantized8, Site8, Value8};
use crate::{
    Result, Tensor,
    backend::{
        Activation, Binary, Epilogue, FoldedBatchNorm, Pointwise, TensorLike,
        engine::{Engine, Tabulated},
        f32 as real,
        fold::check_rank,
        weights::QuantizedWeights,
    },
    error::OpError,
    functional::{AvgPool2dArgs, Conv2dArgs, MaxPool2dArgs, OutputSize},
    kernel::Lut,
    nn,
    ops::{self, shape},
    tensor::Shape,
};

/// [`Backend`](crate::backend::Backend)'s operations.
#[allow(missing_docs, reason = "each is said there")]
impl<E: Engine> Quant<E> {
    pub fn input(&self, x: Tensor, site: &Site8<E>) -> Result<Value8<E::Data>> {
        Ok(self.from_real(x, site))
    }

    pub fn to_f32(&self, x: &Value8<E::Data>) -> Result<Tensor> {
        Ok(self.real(x).into_owned())
    }

    pub fn from_f32(&self, x: Tensor, site: &Site8<E>) -> Result<Value8<E::Data>> {
        Ok(self.from_real(x, site))
    }

    pub fn without_tensors(_: &Site8<E>) {}

    pub fn conv2d(
        &self,
        conv: &Layer8<E::Weights, nn::Conv2d>,
        x: &Value8<E::Data>,
        site: &Site8<E>,
        epilogue: Epilogue<'_, Value8<E::Data>>,
    ) -> Result<Value8<E::Data>> {
        folded("conv2d", x.shape(), &epilogue)?;
        match conv {
            Layer8::Int(weights) => self.product(weights, x, site, epilogue),
            Layer8::Real(conv) => {
                self.finish_real(real::conv2d(conv, &self.real(x))?, site, epilogue)
            }
        }
    }

    pub fn linear(
        &self,
        linear: &Layer8<E::Weights, nn::Linear>,
        x: &Value8<E::Data>,
        site: &Site8<E>,
        epilogue: Epilogue<'_, Value8<E::Data>>,
    ) -> Result<Value8<E::Data>> {
        folded("linear", x.shape(), &epilogue)?;
        match linear {
            Layer8::Int(weights) => self.product(weights, x, site, epilogue),
            Layer8::Real(linear) => {
                self.finish_real(real::linear(linear, &self.real(x))?, site, epilogue)
            }
        }
    }

    pub fn batch_norm(
        &self,
        norm: &FoldedBatchNorm,
        x: &Value8<E::Data>,
        site: &Site8<E>,
        epilogue: Epilogue<'_, Value8<E::Data>>,
    ) -> Result<Value8<E::Data>> {
        if norm.folded {
            return Ok(x.clone());
        }
        let (Site8::Int { qparams, .. }, None) = (site, epilogue.add) else {
            return self.finish_real(norm.apply(&self.real(x))?, site, epilogue);
        };
        let x = self.int(x);
        let shape = shape::batch_norm(&x.shape, norm.channels())?;
        let data = self.engine.batch_norm(norm, &x, *qparams, epilogue.activation);
        self.pooled(data, shape, *qparams, epilogue.max_pool)
    }

    pub fn functional_conv2d(
        &self,
        x: &Value8<E::Data>,
        weight: &Value8<E::Data>,
        bias: Option<&Value8<E::Data>>,
        args: Conv2dArgs,
        site: &Site8<E>,
        epilogue: Epilogue<'_, Value8<E::Data>>,
    ) -> Result<Value8<E::Data>> {
        let (weight, bias) = (self.real(weight), bias.map(|bias| self.real(bias)));
        let Site8::Int { weight: observer, cache, .. } = site else {
            let y = ops::conv2d(&self.real(x), &weight, bias.as_deref(), args)?;
            return self.finish_real(y, site, epilogue);
        };
        shape::conv2d(x.shape(), weight.shape(), args)?;
        let weights = E::cached_weights(cache, &weight, || {
            let weights = QuantizedWeights::new(*observer, &weight, bias.as_deref(), Some(args))?;
            Ok(self.engine.pack(weights))
        })?;
        self.product(&weights, x, site, epilogue)
    }

    pub fn functional_linear(
        &self,
        x: &Value8<E::Data>,
        weight: &Value8<E::Data>,
        bias: Option<&Value8<E::Data>>,
        site: &Site8<E>,
        epilogue: Epilogue<'_, Value8<E::Data>>,
    ) -> Result<Value8<E::Data>> {
        let (weight, bias) = (self.real(weight), bias.map(|bias| self.real(bias)));
        let Site8::Int { weight: observer, cache, .. } = site else {
            let y = ops::linear(&self.real(x), &weight, bias.as_deref())?;
            return self.finish_real(y, site, epilogue);
        };
        shape::linear(x.shape(), weight.shape())?;
        let weights = E::cached_weights(cache, &weight, || {
            let weights = QuantizedWeights::new(*observer, &weight, bias.as_deref(), None)?;
            Ok(self.engine.pack(weights))
        })?;
        self.product(&weights, x, site, epilogue)
    }

    pub fn binary(
        &self,
        op: Binary,
        a: &Value8<E::Data>,
        b: &Value8<E::Data>,
        site: &Site8<E>,
        epilogue: Epilogue<'_, Value8<E::Data>>,
    ) -> Result<Value8<E::Data>> {
        let (Site8::Int { qparams, .. }, None) = (site, epilogue.add) else {
            return self.finish_real(
                real::binary(op, &self.real(a), &self.real(b))?,
                site,
                epilogue,
            );
        };
        let shape = shape::broadcast(op.name(), a.shape(), b.shape())?;
        let (a, b) = (self.expanded(self.int(a), shape), self.expanded(self.int(b), shape));
        let data = self.engine.binary(op, &a, &b, *qparams, epilogue.activation);
        self.pooled(data, shape, *qparams, epilogue.max_pool)
    }

    pub fn add_scalar(
        &self,
        x: &Value8<E::Data>,
        c: f32,
        site: &Site8<E>,
        epilogue: Epilogue<'_, Value8<E::Data>>,
    ) -> Result<Value8<E::Data>> {
        let (Site8::Int { qparams, .. }, None) = (site, epilogue.add) else {
            return self.finish_real(ops::add_scalar(&self.real(x), c)?, site, epilogue);
        };
        let x = self.int(x);
        let apply = |x| epilogue.activation.apply(x + c);
        let y = self.looked_up(&x, *qparams, &Lut::new(x.qparams, *qparams, apply));
        self.pooled(y.data, y.shape, y.qparams, epilogue.max_pool)
    }

    pub fn pointwise(
        &self,
        x: &Value8<E::Data>,
        function: Pointwise,
        site: &Site8<E>,
        epilogue: Epilogue<'_, Value8<E::Data>>,
    ) -> Result<Value8<E::Data>> {
        let (Site8::Int { qparams, cache, .. }, None) = (site, epilogue.add) else {
            return self.finish_real(ops::pointwise(&self.real(x), function)?, site, epilogue);
        };
        let (x, y) = (self.int(x), function.fixed_qparams().unwrap_or(*qparams));
        let table = Tabulated { function, activation: epilogue.activation, x: x.qparams, y };
        let y = self.looked_up(&x, y, &E::cached_table(cache, table));
        self.pooled(y.data, y.shape, y.qparams, epilogue.max_pool)
    }

    pub fn cat<T: Borrow<Value8<E::Data>>>(
        &self,
        xs: &[T],
        dim: isize,
        site: &Site8<E>,
        epilogue: Epilogue<'_, Value8<E::Data>>,
    ) -> Result<Value8<E::Data>> {
        let (Site8::Int { qparams, .. }, None) = (site, epilogue.add) else {
            let xs: Vec<_> = xs.iter().map(|x| self.real(x.borrow())).collect();
            let xs: Vec<_> = xs.iter().map(|x| &**x).collect();
            return self.finish_real(ops::cat(&xs, dim)?, site, epilogue);
        };
        let (shape, axis) = shape::cat(xs.iter().map(|x| x.borrow().shape()), dim)?;
        let parts = xs.iter().map(|x| {
            let x = self.int(x.borrow());
            let lut = Lut::requantize(x.qparams, *qparams, epilogue.activation);
            (x, lut)
        });
        let data = self.engine.cat(parts, shape, axis, *qparams);
        self.pooled(data, shape, *qparams, epilogue.max_pool)
    }

    pub fn mul_scalar(&self, x: &Value8<E::Data>, c: f32) -> Result<Value8<E::Data>> {
        let scaled = |scale: f32| scale * c.abs();
        self.rescaled(x, c < 0.0, scaled, |x| ops::mul_scalar(x, c))
    }

    pub fn div_scalar(&self, x: &Value8<E::Data>, c: f32) -> Result<Value8<E::Data>> {
        let scaled = |scale: f32| scale / c.abs();
        self.rescaled(x, c < 0.0, scaled, |x| ops::div_scalar(x, c))
    }

    pub fn activation(
        &self,
        x: &Value8<E::Data>,
        activation: Activation,
    ) -> Result<Value8<E::Data>> {
        Ok(match x {
            Value8::Real(x, form) => {
                Value8::real(real::activate(x.clone(), activation)?, form.qparams)
            }
            Value8::Int(x) => {
                let (lo, hi) = activation.bounds(x.qparams);
                let lut = Lut::from_fn(|q| q.clamp(lo, hi));
                Value8::Int(self.looked_up(x, x.qparams, &lut))
            }
        })
    }

    pub fn max_pool2d(&self, x: &Value8<E::Data>, args: MaxPool2dArgs) -> Result<Value8<E::Data>> {
        match x {
            Value8::Real(x, form) => Ok(Value8::real(ops::max_pool2d(x, args)?, form.qparams)),
            Value8::Int(x) => {
                let shape = shape::max_pool2d(&x.shape, args)?;
                Ok(Value8::Int(self.spatial(x, shape, |x, s| self.engine.max_pool2d(x, s, args))))
            }
        }
    }

    pub fn avg_pool2d(&self, x: &Value8<E::Data>, args: AvgPool2dArgs) -> Result<Value8<E::Data>> {
        match x {
            Value8::Real(x, form) => Ok(Value8::real(ops::avg_pool2d(x, args)?, form.qparams)),
            Value8::Int(x) => {
                let shape = shape::avg_pool2d(&x.shape, args)?;
                Ok(Value8::Int(self.spatial(x, shape, |x, s| self.engine.avg_pool2d(x, s, args))))
            }
        }
    }

    pub fn adaptive_avg_pool2d(
        &self,
        x: &Value8<E::Data>,
        size: OutputSize,
    ) -> Result<Value8<E::Data>> {
        match x {
            Value8::Real(x, form) => {
                Ok(Value8::real(ops::adaptive_avg_pool2d(x, size)?, form.qparams))
            }
            Value8::Int(x) => {
                let shape = shape::adaptive_avg_pool2d(&x.shape, size)?;
                let pool = |x: &_, s| self.engine.adaptive_avg_pool2d(x, s);
                Ok(Value8::Int(self.spatial(x, shape, pool)))
            }
        }
    }

    pub fn mean(
        &self,
        x: &Value8<E::Data>,
        dims: &[isize],
        keepdim: bool,
    ) -> Result<Value8<E::Data>> {
        let x = match x {
            Value8::Real(x, form) => {
                return Ok(Value8::real(ops::mean(x, dims, keepdim)?, form.qparams));
            }
            Value8::Int(x) => x,
        };
        let axes = shape::dim_set("mean", &x.shape, dims)?;
        let kept = shape::mean(&x.shape, dims, true)?;
        let data = match (x.shape.len(), &*axes) {
            (4, [2, 3]) => self.engine.adaptive_avg_pool2d(x, kept),
            _ => self.engine.mean(x, kept, &axes),
        };
        let y = Value8::Int(Quantized8 { data, shape: kept, qparams: x.qparams });
        if keepdim { Ok(y) } else { self.reshape(&y, shape::mean(&x.shape, dims, false)?) }
    }

    pub fn reshape(&self, x: &Value8<E::Data>, shape: Shape) -> Result<Value8<E::Data>> {
        Ok(match x {
            Value8::Real(x, form) => Value8::real(x.with_shape(shape), form.qparams),
            Value8::Int(x) => {
                let data = self.engine.reshape(x, shape);
                Value8::Int(Quantized8 { data, shape, qparams: x.qparams })
            }
        })
    }

    pub fn permute(&self, x: &Value8<E::Data>, dims: &[isize]) -> Result<Value8<E::Data>> {
        Ok(match x {
            Value8::Real(x, form) => Value8::real(ops::permute(x, dims)?, form.qparams),
            Value8::Int(x) => {
                let (shape, order) = shape::permute(&x.shape, dims)?;
                let data = self.engine.permute(x, shape, &order);
                Value8::Int(Quantized8 { data, shape, qparams: x.qparams })
            }
        })
    }

    pub fn pad(
        &self,
        x: &Value8<E::Data>,
        padding: &[isize],
        value: f32,
    ) -> Result<Value8<E::Data>> {
        Ok(match x {
            Value8::Real(x, form) => Value8::real(ops::pad(x, padding, value)?, form.qparams),
            Value8::Int(x) => {
                let shape = shape::pad(&x.shape, padding)?;
                let data = self.engine.pad(x, shape, padding, x.qparams.quantize(value));
                Value8::Int(Quantized8 { data, shape, qparams: x.qparams })
            }
        })
    }
}

/// Refuses to leave out a batch normalization that was not folded: weights are as they were calibrated.
fn folded<T>(op: &'static str, shape: &[usize], epilogue: &Epilogue<'_, T>) -> Result<()> {
    match epilogue.batch_norm {
        Some(norm) if norm.folded => Ok(check_rank(op, shape)?),
        Some(_) => {
            let message = "it was not folded into the layer before it: when the model was prepared, its \
                           fields said that this is never run";
            Err(OpError::new("batch_norm", message).into())
        }
        _ => Ok(()),
    }
}
