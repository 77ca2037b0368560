//! A tensor's forms: u8 or f32, in one shape or another.

use std::borrow::Cow;

use super::{Quant, Quantized8, Site8, Value8};
use crate::{
    Result, Tensor, backend::engine::Engine, error::OpError, functional::MaxPool2dArgs,
    kernel::Lut, qparams::QParams, tensor::Shape,
};

impl<E: Engine> Quant<E> {
    /// The tensor quantized, if it is not yet.
    pub(super) fn int<'a>(&self, x: &'a Value8<E::Data>) -> Cow<'a, Quantized8<E::Data>> {
        match x {
            Value8::Int(x) => Cow::Borrowed(x),
            Value8::Real(x, form) => Cow::Borrowed(form.quantized.get_or_init(|| {
                let qparams = form.qparams.unwrap_or_else(|| range(x));
                let shape = Shape::new(x.shape());
                Quantized8 { data: self.engine.quantize(x, qparams), shape, qparams }
            })),
        }
    }

    pub(super) fn real<'a>(&self, x: &'a Value8<E::Data>) -> Cow<'a, Tensor> {
        match x {
            Value8::Int(x) => Cow::Owned(self.engine.dequantize(x)),
            Value8::Real(x, _) => Cow::Borrowed(x),
        }
    }

    /// An f32 result under a quantized site becomes u8 when somebody wants it so.
    pub(super) fn from_real(&self, y: Tensor, site: &Site8<E>) -> Value8<E::Data> {
        Value8::real(y, site.qparams())
    }
    /// Pooling that an operation without fused pooling absorbed.
    pub(super) fn pooled(
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
    pub(super) fn expanded<'a>(
        &self,
        x: Cow<'a, Quantized8<E::Data>>,
        shape: Shape,
    ) -> Cow<'a, Quantized8<E::Data>> {
        if x.shape == shape {
            return x;
        }
        let data = self.engine.expand(&x, shape);
        Cow::Owned(Quantized8 { data, shape, qparams: x.qparams })
    }

    pub(super) fn looked_up(
        &self,
        x: &Quantized8<E::Data>,
        qparams: QParams,
        lut: &Lut,
    ) -> Quantized8<E::Data> {
        Quantized8 { data: self.engine.look_up(x, qparams, lut), shape: x.shape, qparams }
    }

    /// A tensor times a number, or divided by one: the same steps, or `negative` ones, under another scale.
    pub(super) fn rescaled(
        &self,
        x: &Value8<E::Data>,
        negative: bool,
        scaled: impl Fn(f32) -> f32,
        real: impl Fn(&Tensor) -> Result<Tensor, OpError>,
    ) -> Result<Value8<E::Data>> {
        let qparams = match x {
            Value8::Int(x) => Some(x.qparams),
            Value8::Real(_, form) => form.qparams,
        };
        let qparams = qparams.and_then(|q| with_scale(q, scaled(q.scale), negative));
        if let (Value8::Int(x), Some(qparams)) = (x, qparams) {
            let lut = Lut::from_fn(|q| if negative { 255 - q } else { q });
            return Ok(Value8::Int(self.looked_up(x, qparams, &lut)));
        }
        Ok(Value8::real(real(&self.real(x))?, qparams))
    }

    /// A pooling over height and width of an image or, as PyTorch allows, of an image without batch.
    pub(super) fn spatial(
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

    pub(super) fn batch_of_one(&self, x: &Quantized8<E::Data>) -> Quantized8<E::Data> {
        let shape = batch_of_one(x.shape);
        Quantized8 { data: self.engine.reshape(x, shape), shape, qparams: x.qparams }
    }
}

/// With a batch dimension in front.
pub(super) fn batch_of_one(image: Shape) -> Shape {
    Shape::new(&[1, image[0], image[1], image[2]])
}

/// What the steps stand for under another scale, in the other direction if `negative`; exact. `None` if
/// that is no scale.
fn with_scale(qparams: QParams, scale: f32, negative: bool) -> Option<QParams> {
    let zero_point = if negative { 255 - qparams.zero_point } else { qparams.zero_point };
    scale.is_normal().then_some(QParams { scale, zero_point })
}

/// The parameters of a tensor's own range; values that are not finite do not widen it.
fn range(x: &Tensor) -> QParams {
    let finite = x.as_slice().iter().copied().filter(|x| x.is_finite());
    let (min, max) = finite.fold((0f32, 0f32), |(min, max), x| (min.min(x), max.max(x)));
    QParams::from_min_max(min, max)
}
