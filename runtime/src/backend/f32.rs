//! The f32 backends: the model as written, and the same with observers looking on.

use std::{borrow::Borrow, marker::PhantomData};

use super::{
    Activation, Binary, Epilogue, FoldedBatchNorm, ObserverSite, Pointwise, fold::check_folded,
};
use crate::{
    Result, Tensor,
    functional::{AvgPool2dArgs, Conv2dArgs, MaxPool2dArgs, OutputSize},
    nn, ops,
    tensor::Shape,
};

/// Runs a lowered model in f32; `S` sees what comes out at each call site.
#[derive(Debug)]
pub struct F32<S>(PhantomData<S>);

/// The model as written: the same bits as the user's own `forward`.
pub type Float = F32<()>;

/// Calibration: observers see what comes out at each call site.
pub type Observe = F32<ObserverSite>;

impl<S> F32<S> {
    /// The backend.
    pub fn new() -> Self {
        F32(PhantomData)
    }
}

impl<S> Default for F32<S> {
    fn default() -> Self {
        F32::new()
    }
}

/// The state of a call site in f32.
pub trait F32Site: Send + Sync + 'static {
    /// Sees a result.
    ///
    /// # Errors
    /// If it cannot be calibrated with.
    fn see(&self, y: &Tensor) -> Result<()>;
    /// Sees that there is none.
    fn see_none(&self);
}

impl F32Site for () {
    fn see(&self, _: &Tensor) -> Result<()> {
        Ok(())
    }
    fn see_none(&self) {}
}

/// [`Backend`](super::Backend)'s operations.
#[allow(missing_docs, reason = "each is said there")]
impl<S: F32Site> F32<S> {
    pub fn input(&self, x: Tensor, site: &S) -> Result<Tensor> {
        site.see(&x)?;
        Ok(x)
    }

    pub fn to_f32(&self, x: &Tensor) -> Result<Tensor> {
        Ok(x.clone())
    }

    pub fn from_f32(&self, x: Tensor, site: &S) -> Result<Tensor> {
        site.see(&x)?;
        Ok(x)
    }

    pub fn without_tensors(site: &S) {
        site.see_none();
    }

    pub fn conv2d(
        &self,
        conv: &nn::Conv2d,
        x: &Tensor,
        site: &S,
        epilogue: Epilogue<'_, Tensor>,
    ) -> Result<Tensor> {
        check_folded("conv2d", conv.folded, epilogue.batch_norm.is_some(), x.shape())?;
        finish(conv2d(conv, x)?, site, epilogue)
    }

    pub fn linear(
        &self,
        linear: &nn::Linear,
        x: &Tensor,
        site: &S,
        epilogue: Epilogue<'_, Tensor>,
    ) -> Result<Tensor> {
        check_folded("linear", linear.folded, epilogue.batch_norm.is_some(), x.shape())?;
        finish(self::linear(linear, x)?, site, epilogue)
    }

    pub fn batch_norm(
        &self,
        norm: &FoldedBatchNorm,
        x: &Tensor,
        site: &S,
        epilogue: Epilogue<'_, Tensor>,
    ) -> Result<Tensor> {
        finish(norm.apply(x)?, site, epilogue)
    }

    pub fn functional_conv2d(
        &self,
        x: &Tensor,
        weight: &Tensor,
        bias: Option<&Tensor>,
        args: Conv2dArgs,
        site: &S,
        epilogue: Epilogue<'_, Tensor>,
    ) -> Result<Tensor> {
        finish(ops::conv2d(x, weight, bias, args)?, site, epilogue)
    }

    pub fn functional_linear(
        &self,
        x: &Tensor,
        weight: &Tensor,
        bias: Option<&Tensor>,
        site: &S,
        epilogue: Epilogue<'_, Tensor>,
    ) -> Result<Tensor> {
        finish(ops::linear(x, weight, bias)?, site, epilogue)
    }

    pub fn binary(
        &self,
        op: Binary,
        a: &Tensor,
        b: &Tensor,
        site: &S,
        epilogue: Epilogue<'_, Tensor>,
    ) -> Result<Tensor> {
        finish(binary(op, a, b)?, site, epilogue)
    }

    pub fn add_scalar(
        &self,
        x: &Tensor,
        c: f32,
        site: &S,
        epilogue: Epilogue<'_, Tensor>,
    ) -> Result<Tensor> {
        finish(ops::add_scalar(x, c)?, site, epilogue)
    }

    pub fn pointwise(
        &self,
        x: &Tensor,
        function: Pointwise,
        site: &S,
        epilogue: Epilogue<'_, Tensor>,
    ) -> Result<Tensor> {
        finish(ops::pointwise(x, function)?, site, epilogue)
    }

    pub fn cat<T: Borrow<Tensor>>(
        &self,
        xs: &[T],
        dim: isize,
        site: &S,
        epilogue: Epilogue<'_, Tensor>,
    ) -> Result<Tensor> {
        let xs: Vec<&Tensor> = xs.iter().map(Borrow::borrow).collect();
        finish(ops::cat(&xs, dim)?, site, epilogue)
    }

    pub fn mul_scalar(&self, x: &Tensor, c: f32) -> Result<Tensor> {
        Ok(ops::mul_scalar(x, c)?)
    }

    pub fn div_scalar(&self, x: &Tensor, c: f32) -> Result<Tensor> {
        Ok(ops::div_scalar(x, c)?)
    }

    pub fn activation(&self, x: &Tensor, activation: Activation) -> Result<Tensor> {
        activate(x.clone(), activation)
    }

    pub fn max_pool2d(&self, x: &Tensor, args: MaxPool2dArgs) -> Result<Tensor> {
        Ok(ops::max_pool2d(x, args)?)
    }

    pub fn avg_pool2d(&self, x: &Tensor, args: AvgPool2dArgs) -> Result<Tensor> {
        Ok(ops::avg_pool2d(x, args)?)
    }

    pub fn adaptive_avg_pool2d(&self, x: &Tensor, size: OutputSize) -> Result<Tensor> {
        Ok(ops::adaptive_avg_pool2d(x, size)?)
    }

    pub fn mean(&self, x: &Tensor, dims: &[isize], keepdim: bool) -> Result<Tensor> {
        Ok(ops::mean(x, dims, keepdim)?)
    }

    pub fn reshape(&self, x: &Tensor, shape: Shape) -> Result<Tensor> {
        Ok(x.with_shape(shape))
    }

    pub fn permute(&self, x: &Tensor, dims: &[isize]) -> Result<Tensor> {
        Ok(ops::permute(x, dims)?)
    }

    pub fn pad(&self, x: &Tensor, padding: &[isize], value: f32) -> Result<Tensor> {
        Ok(ops::pad(x, padding, value)?)
    }
}

/// What an operation absorbed, then the call site's look at it, then pooling.
fn finish<S: F32Site>(y: Tensor, site: &S, epilogue: Epilogue<'_, Tensor>) -> Result<Tensor> {
    let mut y = y;
    if let Some(norm) = epilogue.batch_norm {
        y = norm.apply(&y)?;
    }
    if let Some(other) = epilogue.add {
        y = ops::add(&y, other, 1.0)?;
    }
    y = activate(y, epilogue.activation)?;
    site.see(&y)?;
    match epilogue.max_pool {
        Some(args) => Ok(ops::max_pool2d(&y, args)?),
        None => Ok(y),
    }
}

/// A convolution layer.
pub(super) fn conv2d(conv: &nn::Conv2d, x: &Tensor) -> Result<Tensor> {
    Ok(ops::conv2d(x, conv.weight(), conv.get_bias(), conv.args())?)
}

/// A linear layer.
pub(super) fn linear(linear: &nn::Linear, x: &Tensor) -> Result<Tensor> {
    Ok(ops::linear(x, linear.weight(), linear.get_bias())?)
}

/// `a op b`.
pub(super) fn binary(op: Binary, a: &Tensor, b: &Tensor) -> Result<Tensor> {
    Ok(match op {
        Binary::Add => ops::add(a, b, 1.0),
        Binary::Sub => ops::sub(a, b),
        Binary::Mul => ops::mul(a, b),
    }?)
}

/// The activation of each element.
pub(super) fn activate(x: Tensor, activation: Activation) -> Result<Tensor> {
    Ok(match activation {
        Activation::None => x,
        Activation::Relu => ops::relu(&x)?,
        Activation::Relu6 => ops::relu6(&x)?,
    })
}
