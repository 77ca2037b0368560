//! What each operation does.

use std::borrow::Borrow;

use super::{Layer8, Quant, Quantized8, Site8, Value8, arrays, forms::scaled};
use crate::{
    Result, Tensor,
    backend::{
        Activation, Backend, Binary, Epilogue, FoldedBatchNorm, TensorLike, engine::Engine,
        f32 as real, weights::QuantizedWeights,
    },
    functional::{AvgPool2dArgs, Conv2dArgs, MaxPool2dArgs, OutputSize},
    kernel::Lut,
    nn,
    ops::{self, shape},
    tensor::Shape,
};

impl<E: Engine> Backend for Quant<E> {
    type Tensor = Value8<E::Data>;
    type Site = Site8<E>;
    type Conv2d = Layer8<E::Weights, nn::Conv2d>;
    type Linear = Layer8<E::Weights, nn::Linear>;
    type BatchNorm = FoldedBatchNorm;

    fn input(&self, x: Tensor, site: &Self::Site) -> Result<Self::Tensor> {
        Ok(self.from_real(x, site))
    }

    fn to_f32(&self, x: &Self::Tensor) -> Result<Tensor> {
        Ok(self.real(x).into_owned())
    }

    fn from_f32(&self, x: Tensor, site: &Self::Site) -> Result<Self::Tensor> {
        Ok(self.from_real(x, site))
    }

    fn conv2d(
        &self,
        conv: &Self::Conv2d,
        x: &Self::Tensor,
        site: &Self::Site,
        epilogue: Epilogue<'_, Self>,
    ) -> Result<Self::Tensor> {
        match conv {
            Layer8::Int(weights) => self.product(weights, x, site, epilogue),
            Layer8::Real(conv) => {
                self.finish_real(real::conv2d(conv, &self.real(x))?, site, epilogue)
            }
        }
    }

    fn linear(
        &self,
        linear: &Self::Linear,
        x: &Self::Tensor,
        site: &Self::Site,
        epilogue: Epilogue<'_, Self>,
    ) -> Result<Self::Tensor> {
        match linear {
            Layer8::Int(weights) => self.product(weights, x, site, epilogue),
            Layer8::Real(linear) => {
                self.finish_real(real::linear(linear, &self.real(x))?, site, epilogue)
            }
        }
    }

    fn batch_norm(
        &self,
        norm: &Self::BatchNorm,
        x: &Self::Tensor,
        site: &Self::Site,
        epilogue: Epilogue<'_, Self>,
    ) -> Result<Self::Tensor> {
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

    fn functional_conv2d(
        &self,
        x: &Self::Tensor,
        weight: &Self::Tensor,
        bias: Option<&Self::Tensor>,
        args: Conv2dArgs,
        site: &Self::Site,
        epilogue: Epilogue<'_, Self>,
    ) -> Result<Self::Tensor> {
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

    fn functional_linear(
        &self,
        x: &Self::Tensor,
        weight: &Self::Tensor,
        bias: Option<&Self::Tensor>,
        site: &Self::Site,
        epilogue: Epilogue<'_, Self>,
    ) -> Result<Self::Tensor> {
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

    fn binary(
        &self,
        op: Binary,
        a: &Self::Tensor,
        b: &Self::Tensor,
        site: &Self::Site,
        epilogue: Epilogue<'_, Self>,
    ) -> Result<Self::Tensor> {
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

    fn add_scalar(
        &self,
        x: &Self::Tensor,
        c: f32,
        site: &Self::Site,
        epilogue: Epilogue<'_, Self>,
    ) -> Result<Self::Tensor> {
        let (Site8::Int { qparams, .. }, None) = (site, epilogue.add) else {
            return self.finish_real(ops::add_scalar(&self.real(x), c)?, site, epilogue);
        };
        let x = self.int(x);
        let apply = |x| epilogue.activation.apply(x + c);
        let y = self.looked_up(&x, *qparams, &Lut::new(x.qparams, *qparams, apply));
        self.pooled(y.data, y.shape, y.qparams, epilogue.max_pool)
    }

    fn cat<T: Borrow<Self::Tensor>>(
        &self,
        xs: &[T],
        dim: isize,
        site: &Self::Site,
        epilogue: Epilogue<'_, Self>,
    ) -> Result<Self::Tensor> {
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

    fn mul_scalar(&self, x: &Self::Tensor, c: f32) -> Result<Self::Tensor> {
        let qparams = match x {
            Value8::Int(x) => Some(x.qparams),
            Value8::Real(_, qparams) => *qparams,
        };
        let qparams = qparams.and_then(|qparams| scaled(qparams, c));
        if let (Value8::Int(x), Some(qparams)) = (x, qparams) {
            let lut = Lut::from_fn(|q| if c < 0.0 { 255 - q } else { q });
            return Ok(Value8::Int(self.looked_up(x, qparams, &lut)));
        }
        Ok(Value8::Real(ops::mul_scalar(&self.real(x), c)?, qparams))
    }

    fn activation(&self, x: &Self::Tensor, activation: Activation) -> Result<Self::Tensor> {
        Ok(match x {
            Value8::Real(x, qparams) => {
                Value8::Real(real::activate(x.clone(), activation)?, *qparams)
            }
            Value8::Int(x) => {
                let (lo, hi) = activation.bounds(x.qparams);
                let lut = Lut::from_fn(|q| q.clamp(lo, hi));
                Value8::Int(self.looked_up(x, x.qparams, &lut))
            }
        })
    }

    fn max_pool2d(&self, x: &Self::Tensor, args: MaxPool2dArgs) -> Result<Self::Tensor> {
        match x {
            Value8::Real(x, qparams) => Ok(Value8::Real(ops::max_pool2d(x, args)?, *qparams)),
            Value8::Int(x) => {
                let shape = shape::max_pool2d(&x.shape, args)?;
                Ok(Value8::Int(self.spatial(x, shape, |x, s| self.engine.max_pool2d(x, s, args))))
            }
        }
    }

    fn avg_pool2d(&self, x: &Self::Tensor, args: AvgPool2dArgs) -> Result<Self::Tensor> {
        match x {
            Value8::Real(x, qparams) => Ok(Value8::Real(ops::avg_pool2d(x, args)?, *qparams)),
            Value8::Int(x) => {
                let shape = shape::avg_pool2d(&x.shape, args)?;
                Ok(Value8::Int(self.spatial(x, shape, |x, s| self.engine.avg_pool2d(x, s, args))))
            }
        }
    }

    fn adaptive_avg_pool2d(&self, x: &Self::Tensor, size: OutputSize) -> Result<Self::Tensor> {
        match x {
            Value8::Real(x, qparams) => {
                Ok(Value8::Real(ops::adaptive_avg_pool2d(x, size)?, *qparams))
            }
            Value8::Int(x) => {
                let shape = shape::adaptive_avg_pool2d(&x.shape, size)?;
                let pool = |x: &_, s| self.engine.adaptive_avg_pool2d(x, s);
                Ok(Value8::Int(self.spatial(x, shape, pool)))
            }
        }
    }

    fn mean(&self, x: &Self::Tensor, dims: &[isize], keepdim: bool) -> Result<Self::Tensor> {
        let x = match x {
            Value8::Real(x, qparams) => {
                return Ok(Value8::Real(ops::mean(x, dims, keepdim)?, *qparams));
            }
            Value8::Int(x) => x,
        };
        let dims = shape::dim_set("mean", &x.shape, dims)?;
        if x.shape.len() == 4 && *dims == [2, 3] {
            let one = Shape::new(&[x.shape[0], x.shape[1], 1, 1]);
            let data = self.engine.adaptive_avg_pool2d(x, one);
            let y = Quantized8 { data, shape: one, qparams: x.qparams };
            let flat = Shape::new(&one[..2]);
            return if keepdim { Ok(Value8::Int(y)) } else { self.reshape(&Value8::Int(y), flat) };
        }
        Ok(self.rearranged(x, |array| arrays::mean(array, &dims, keepdim, x.qparams)))
    }

    fn reshape(&self, x: &Self::Tensor, shape: Shape) -> Result<Self::Tensor> {
        Ok(match x {
            Value8::Real(x, qparams) => Value8::Real(x.with_shape(shape), *qparams),
            Value8::Int(x) => {
                let data = self.engine.reshape(x, shape);
                Value8::Int(Quantized8 { data, shape, qparams: x.qparams })
            }
        })
    }

    fn permute(&self, x: &Self::Tensor, dims: &[isize]) -> Result<Self::Tensor> {
        Ok(match x {
            Value8::Real(x, qparams) => Value8::Real(ops::permute(x, dims)?, *qparams),
            Value8::Int(x) => {
                let (_, order) = shape::permute(&x.shape, dims)?;
                self.rearranged(x, |array| array.permuted_axes(&order[..]))
            }
        })
    }

    fn pad(&self, x: &Self::Tensor, padding: &[isize], value: f32) -> Result<Self::Tensor> {
        Ok(match x {
            Value8::Real(x, qparams) => Value8::Real(ops::pad(x, padding, value)?, *qparams),
            Value8::Int(x) => {
                let shape = shape::pad(&x.shape, padding)?;
                let fill = x.qparams.quantize(value);
                self.rearranged(x, |array| arrays::pad(array, &shape, padding, fill))
            }
        })
    }
}
