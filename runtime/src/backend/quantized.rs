//! The quantized backends: decides what is u8, what stays in f32, and which scale and zero point
//! each result gets. An [`Engine`] computes.

use std::borrow::{Borrow, Cow};

use ndarray::{ArrayD, Axis, Slice};

use super::{
    Activation, Backend, Binary, Epilogue, FoldedBatchNorm, TensorLike,
    engine::{Engine, Tail},
    f32 as real,
    weights::QuantizedWeights,
};
use crate::{
    Result, Tensor,
    functional::{AvgPool2dArgs, Conv2dArgs, MaxPool2dArgs, OutputSize},
    kernel::Lut,
    nn,
    observer::WeightObserver,
    ops::{self, shape},
    qparams::QParams,
    tensor::Shape,
};

/// A u8 tensor as the engine keeps it.
#[derive(Debug, Clone)]
pub struct Quantized8<D> {
    /// The values.
    pub data: D,
    /// The sizes in PyTorch's order.
    pub shape: Shape,
    /// What the values stand for.
    pub qparams: QParams,
}

/// A tensor under a quantized backend.
#[derive(Debug, Clone)]
pub enum Value8<D> {
    /// Quantized.
    Int(Quantized8<D>),
    /// In f32: an input, or the result of an operation that a `None` qconfig keeps in f32. An
    /// operation that wants it quantized does so with these parameters, or with those of its own
    /// range if it was never observed (constants).
    Real(Tensor, Option<QParams>),
}

impl<D: Clone + Send + Sync> TensorLike for Value8<D> {
    fn shape(&self) -> &[usize] {
        match self {
            Value8::Int(x) => &x.shape,
            Value8::Real(x, _) => x.shape(),
        }
    }
}

/// A layer with weights, quantized or kept in f32.
#[derive(Debug)]
pub enum Layer8<W, F> {
    /// Quantized.
    Int(W),
    /// Kept in f32 by a `None` qconfig.
    Real(F),
}

/// A call site.
#[derive(Debug)]
pub enum Site8<E: Engine> {
    /// Of an operation that is quantized.
    Int {
        /// Of its result, as calibration saw it.
        qparams: QParams,
        /// How weights that are given as tensors are quantized.
        weight: WeightObserver,
        /// What the engine keeps.
        cache: E::Cache,
    },
    /// Of an operation that a `None` qconfig keeps in f32, with the scale and zero point for
    /// whoever wants its result quantized, if calibration saw it.
    Real(Option<QParams>),
}

impl<E: Engine> Site8<E> {
    /// A quantized site with nothing cached yet.
    pub(crate) fn int(qparams: QParams, weight: WeightObserver) -> Self {
        Site8::Int { qparams, weight, cache: E::Cache::default() }
    }

    pub(crate) fn qparams(&self) -> Option<QParams> {
        match self {
            Site8::Int { qparams, .. } => Some(*qparams),
            Site8::Real(qparams) => *qparams,
        }
    }
}

/// A quantized backend on engine `E`.
#[derive(Debug)]
pub struct Quant<E> {
    pub(crate) engine: E,
}

impl<E: Engine> Quant<E> {
    /// What it computes with: takes u8 tensors and weights in and hands them out.
    pub fn engine(&self) -> &E {
        &self.engine
    }

    /// The tensor quantized, if it is not yet.
    fn int<'a>(&self, x: &'a Value8<E::Data>) -> Cow<'a, Quantized8<E::Data>> {
        match x {
            Value8::Int(x) => Cow::Borrowed(x),
            Value8::Real(x, qparams) => {
                let qparams = qparams.unwrap_or_else(|| range(x));
                let shape = Shape::new(x.shape());
                Cow::Owned(Quantized8 { data: self.engine.quantize(x, qparams), shape, qparams })
            }
        }
    }

    fn real<'a>(&self, x: &'a Value8<E::Data>) -> Cow<'a, Tensor> {
        match x {
            Value8::Int(x) => Cow::Owned(self.engine.dequantize(x)),
            Value8::Real(x, _) => Cow::Borrowed(x),
        }
    }

    /// An f32 result under a quantized site becomes u8 when somebody wants it so.
    fn from_real(&self, y: Tensor, site: &Site8<E>) -> Value8<E::Data> {
        Value8::Real(y, site.qparams())
    }

    /// A convolution or linear layer with what it absorbed.
    fn product(
        &self,
        weights: &E::Weights,
        x: &Value8<E::Data>,
        site: &Site8<E>,
        epilogue: Epilogue<'_, Self>,
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

    fn batched<'a>(
        &self,
        x: Cow<'a, Quantized8<E::Data>>,
        single: bool,
    ) -> Cow<'a, Quantized8<E::Data>> {
        if single { Cow::Owned(self.batch_of_one(&x)) } else { x }
    }

    /// The rare sum that is larger than the layer's own result: added in f32.
    fn product_then_broadcast(
        &self,
        weights: &E::Weights,
        x: &Quantized8<E::Data>,
        site: &Site8<E>,
        epilogue: Epilogue<'_, Self>,
    ) -> Result<Value8<E::Data>> {
        let x = self.engine.dequantize(x);
        let y = self.engine.unpack(weights).real(&x)?;
        let y = self.absorb_real(y, epilogue)?;
        Ok(Value8::Int(self.int(&self.from_real(y, site)).into_owned()))
    }

    /// In f32: what an operation absorbed.
    fn absorb_real(&self, y: Tensor, epilogue: Epilogue<'_, Self>) -> Result<Tensor> {
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

    fn finish_real(
        &self,
        y: Tensor,
        site: &Site8<E>,
        epilogue: Epilogue<'_, Self>,
    ) -> Result<Value8<E::Data>> {
        Ok(self.from_real(self.absorb_real(y, epilogue)?, site))
    }

    /// Pooling that an operation without fused pooling absorbed.
    fn pooled(
        &self,
        data: E::Data,
        shape: Shape,
        qparams: QParams,
        max_pool: Option<MaxPool2dArgs>,
    ) -> Result<Value8<E::Data>> {
        let y = Value8::Int(Quantized8 { data, shape, qparams });
        match max_pool {
            Some(args) => self.max_pool2d(&y, args),
            None => Ok(y),
        }
    }

    /// The tensor repeated to a shape that it broadcasts to.
    fn expanded<'a>(
        &self,
        x: Cow<'a, Quantized8<E::Data>>,
        shape: Shape,
    ) -> Cow<'a, Quantized8<E::Data>> {
        if x.shape == shape {
            return x;
        }
        let array = self.engine.to_array(&x);
        let wide = array.broadcast(&*shape).expect("checked by the shape function").to_owned();
        Cow::Owned(self.quantized(wide, x.qparams))
    }

    fn quantized(&self, array: ArrayD<u8>, qparams: QParams) -> Quantized8<E::Data> {
        let shape = Shape::new(array.shape());
        Quantized8 { data: self.engine.from_array(array, qparams), shape, qparams }
    }

    /// Elements moved on a plain array: for what no kernel is worth its code.
    fn rearranged(
        &self,
        x: &Quantized8<E::Data>,
        f: impl FnOnce(ArrayD<u8>) -> ArrayD<u8>,
    ) -> Value8<E::Data> {
        Value8::Int(self.quantized(f(self.engine.to_array(x)), x.qparams))
    }

    fn looked_up(
        &self,
        x: &Quantized8<E::Data>,
        qparams: QParams,
        lut: &Lut,
    ) -> Quantized8<E::Data> {
        Quantized8 { data: self.engine.look_up(x, qparams, lut), shape: x.shape, qparams }
    }
}

/// What the steps stand for once they are multiplied by `c`, in the other direction if it is
/// negative; exact. `None` if that is no scale.
fn scaled(qparams: QParams, c: f32) -> Option<QParams> {
    let QParams { scale, zero_point } = qparams;
    let zero_point = if c < 0.0 { 255 - zero_point } else { zero_point };
    let scaled = QParams { scale: scale * c.abs(), zero_point };
    scaled.scale.is_normal().then_some(scaled)
}

/// The parameters of a tensor's own range; values that are not finite do not widen it.
fn range(x: &Tensor) -> QParams {
    let finite = x.as_slice().iter().copied().filter(|x| x.is_finite());
    let (min, max) = finite.fold((0f32, 0f32), |(min, max), x| (min.min(x), max.max(x)));
    QParams::from_min_max(min, max)
}

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
        Ok(self.rearranged(x, |array| mean(array, &dims, keepdim, x.qparams)))
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
                self.rearranged(x, |array| pad(array, &shape, padding, fill))
            }
        })
    }
}

impl<E: Engine> Quant<E> {
    /// A pooling over height and width of an image or, as PyTorch allows, of an image without batch.
    fn spatial(
        &self,
        x: &Quantized8<E::Data>,
        shape: Shape,
        pool: impl Fn(&Quantized8<E::Data>, Shape) -> E::Data,
    ) -> Quantized8<E::Data> {
        let qparams = x.qparams;
        if shape.len() == 4 {
            return Quantized8 { data: pool(x, shape), shape, qparams };
        }
        let batch = batch_of_one(shape);
        let data = pool(&self.batch_of_one(x), batch);
        let pooled = Quantized8 { data, shape: batch, qparams };
        Quantized8 { data: self.engine.reshape(&pooled, shape), shape, qparams }
    }

    fn batch_of_one(&self, x: &Quantized8<E::Data>) -> Quantized8<E::Data> {
        let shape = batch_of_one(x.shape);
        Quantized8 { data: self.engine.reshape(x, shape), shape, qparams: x.qparams }
    }
}

/// With a batch dimension in front.
fn batch_of_one(image: Shape) -> Shape {
    Shape::new(&[1, image[0], image[1], image[2]])
}

/// `rne(Σ(q − zp) / n) + zp`, with the sum exact, as average pooling has it.
fn mean(array: ArrayD<u8>, dims: &[usize], keepdim: bool, qparams: QParams) -> ArrayD<u8> {
    let count: usize = dims.iter().map(|&d| array.shape()[d]).product();
    let zero_point = i64::from(qparams.zero_point);
    let mut sums = array.mapv(|q| i64::from(q) - zero_point);
    for &d in dims.iter().rev() {
        sums = sums.sum_axis(Axis(d));
    }
    let ratio = qparams.scale / (qparams.scale * count as f32);
    let mut means = sums.mapv(|sum| {
        let steps = (sum as f32 * ratio).round_ties_even() as i64;
        (steps + zero_point).clamp(0, 255) as u8
    });
    if keepdim {
        dims.iter().for_each(|&d| means.insert_axis_inplace(Axis(d)));
    }
    means
}

fn pad(array: ArrayD<u8>, shape: &Shape, padding: &[isize], fill: u8) -> ArrayD<u8> {
    let mut out = ArrayD::from_elem(&**shape, fill);
    let last = array.ndim().wrapping_sub(1);
    let (mut from, mut to) = (array.view(), out.view_mut());
    for (i, pair) in padding.chunks_exact(2).enumerate() {
        let axis = Axis(last - i);
        from.slice_axis_inplace(axis, inside(pair, |p| -p));
        to.slice_axis_inplace(axis, inside(pair, |p| p));
    }
    to.assign(&from);
    out
}

/// What lies between a padding's start and end, where `sign` of them is positive.
fn inside(pair: &[isize], sign: impl Fn(isize) -> isize) -> Slice {
    let end = sign(pair[1]).max(0);
    Slice::new(sign(pair[0]).max(0), (end > 0).then_some(-end), 1)
}
