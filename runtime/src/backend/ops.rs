//! [`functional`](crate::functional) under a backend: the same names and arguments, after the
//! backend and before the call site of the operations that have one.

use std::borrow::Borrow;

use super::{Activation, Backend, Binary, Epilogue, FoldedBatchNorm, TensorLike};
use crate::{
    Result,
    functional::{AvgPool2dArgs, Conv2dArgs, Dims, MaxPool2dArgs, OutputSize, Pair},
    ops::shape,
};

/// [`functional::conv2d`](crate::functional::conv2d).
#[allow(clippy::too_many_arguments)]
pub fn conv2d<B: Backend>(
    cx: &B,
    x: impl Borrow<B::Tensor>,
    weight: impl Borrow<B::Tensor>,
    bias: Option<&B::Tensor>,
    stride: impl Into<Pair>,
    padding: impl Into<Pair>,
    dilation: impl Into<Pair>,
    groups: usize,
    site: &B::Site,
    epilogue: Epilogue<'_, B::Tensor>,
) -> Result<B::Tensor> {
    let args = Conv2dArgs::new().stride(stride).padding(padding).dilation(dilation).groups(groups);
    cx.functional_conv2d(x.borrow(), weight.borrow(), bias, args, site, epilogue)
}

/// [`functional::conv2d_with`](crate::functional::conv2d_with).
pub fn conv2d_with<B: Backend>(
    cx: &B,
    x: impl Borrow<B::Tensor>,
    weight: impl Borrow<B::Tensor>,
    bias: Option<&B::Tensor>,
    args: Conv2dArgs,
    site: &B::Site,
    epilogue: Epilogue<'_, B::Tensor>,
) -> Result<B::Tensor> {
    cx.functional_conv2d(x.borrow(), weight.borrow(), bias, args, site, epilogue)
}

/// [`functional::batch_norm`](crate::functional::batch_norm).
#[allow(clippy::too_many_arguments)]
pub fn batch_norm<B: Backend>(
    cx: &B,
    x: impl Borrow<B::Tensor>,
    running_mean: impl Borrow<B::Tensor>,
    running_var: impl Borrow<B::Tensor>,
    weight: Option<&B::Tensor>,
    bias: Option<&B::Tensor>,
    eps: f32,
    site: &B::Site,
    epilogue: Epilogue<'_, B::Tensor>,
) -> Result<B::Tensor> {
    let real = |tensor: Option<&B::Tensor>| tensor.map(|tensor| cx.to_f32(tensor)).transpose();
    let (mean, var) = (cx.to_f32(running_mean.borrow())?, cx.to_f32(running_var.borrow())?);
    let norm = FoldedBatchNorm::new(mean, var, real(weight)?, real(bias)?, eps)?;
    cx.batch_norm(&norm, x.borrow(), site, epilogue)
}

/// [`functional::linear`](crate::functional::linear).
pub fn linear<B: Backend>(
    cx: &B,
    x: impl Borrow<B::Tensor>,
    weight: impl Borrow<B::Tensor>,
    bias: Option<&B::Tensor>,
    site: &B::Site,
    epilogue: Epilogue<'_, B::Tensor>,
) -> Result<B::Tensor> {
    cx.functional_linear(x.borrow(), weight.borrow(), bias, site, epilogue)
}

macro_rules! binary {
    ($($name:ident => $op:ident;)*) => {$(
        #[doc = concat!("[`functional::", stringify!($name), "`](crate::functional::", stringify!($name), ") of two tensors.")]
        pub fn $name<B: Backend>(
            cx: &B,
            a: impl Borrow<B::Tensor>,
            b: impl Borrow<B::Tensor>,
            site: &B::Site,
            epilogue: Epilogue<'_, B::Tensor>,
        ) -> Result<B::Tensor> {
            cx.binary(Binary::$op, a.borrow(), b.borrow(), site, epilogue)
        }
    )*};
}

binary! {
    add => Add;
    sub => Sub;
    mul => Mul;
}

/// [`functional::add_with`](crate::functional::add_with).
pub fn add_with<B: Backend>(
    cx: &B,
    a: impl Borrow<B::Tensor>,
    b: impl Borrow<B::Tensor>,
    alpha: f32,
    site: &B::Site,
    epilogue: Epilogue<'_, B::Tensor>,
) -> Result<B::Tensor> {
    cx.binary(Binary::Add, a.borrow(), &cx.mul_scalar(b.borrow(), alpha)?, site, epilogue)
}

/// A number subtracted from a tensor.
pub fn sub_scalar<B: Backend>(
    cx: &B,
    x: impl Borrow<B::Tensor>,
    c: f32,
    site: &B::Site,
    epilogue: Epilogue<'_, B::Tensor>,
) -> Result<B::Tensor> {
    cx.add_scalar(x.borrow(), -c, site, epilogue)
}

/// A tensor subtracted from a number.
pub fn rsub_scalar<B: Backend>(
    cx: &B,
    c: f32,
    x: impl Borrow<B::Tensor>,
    site: &B::Site,
    epilogue: Epilogue<'_, B::Tensor>,
) -> Result<B::Tensor> {
    cx.add_scalar(&cx.mul_scalar(x.borrow(), -1.0)?, c, site, epilogue)
}

/// A tensor and a number added.
pub fn add_scalar<B: Backend>(
    cx: &B,
    x: impl Borrow<B::Tensor>,
    c: f32,
    site: &B::Site,
    epilogue: Epilogue<'_, B::Tensor>,
) -> Result<B::Tensor> {
    cx.add_scalar(x.borrow(), c, site, epilogue)
}

/// A tensor times a number.
pub fn mul_scalar<B: Backend>(cx: &B, x: impl Borrow<B::Tensor>, c: f32) -> Result<B::Tensor> {
    cx.mul_scalar(x.borrow(), c)
}

/// [`functional::cat`](crate::functional::cat).
pub fn cat<B: Backend, T: Borrow<B::Tensor>>(
    cx: &B,
    xs: impl AsRef<[T]>,
    dim: isize,
    site: &B::Site,
    epilogue: Epilogue<'_, B::Tensor>,
) -> Result<B::Tensor> {
    cx.cat(xs.as_ref(), dim, site, epilogue)
}

/// [`functional::relu`](crate::functional::relu).
pub fn relu<B: Backend>(cx: &B, x: impl Borrow<B::Tensor>) -> Result<B::Tensor> {
    cx.activation(x.borrow(), Activation::Relu)
}

/// [`functional::relu6`](crate::functional::relu6).
pub fn relu6<B: Backend>(cx: &B, x: impl Borrow<B::Tensor>) -> Result<B::Tensor> {
    cx.activation(x.borrow(), Activation::Relu6)
}

/// [`functional::max_pool2d`](crate::functional::max_pool2d).
pub fn max_pool2d<B: Backend>(
    cx: &B,
    x: impl Borrow<B::Tensor>,
    kernel: impl Into<Pair>,
    stride: impl Into<Pair>,
) -> Result<B::Tensor> {
    cx.max_pool2d(x.borrow(), MaxPool2dArgs::new(kernel).stride(stride))
}

/// [`functional::max_pool2d_with`](crate::functional::max_pool2d_with).
pub fn max_pool2d_with<B: Backend>(
    cx: &B,
    x: impl Borrow<B::Tensor>,
    args: MaxPool2dArgs,
) -> Result<B::Tensor> {
    cx.max_pool2d(x.borrow(), args)
}

/// [`functional::avg_pool2d`](crate::functional::avg_pool2d).
pub fn avg_pool2d<B: Backend>(
    cx: &B,
    x: impl Borrow<B::Tensor>,
    kernel: impl Into<Pair>,
    stride: impl Into<Pair>,
) -> Result<B::Tensor> {
    cx.avg_pool2d(x.borrow(), AvgPool2dArgs::new(kernel).stride(stride))
}

/// [`functional::avg_pool2d_with`](crate::functional::avg_pool2d_with).
pub fn avg_pool2d_with<B: Backend>(
    cx: &B,
    x: impl Borrow<B::Tensor>,
    args: AvgPool2dArgs,
) -> Result<B::Tensor> {
    cx.avg_pool2d(x.borrow(), args)
}

/// [`functional::adaptive_avg_pool2d`](crate::functional::adaptive_avg_pool2d).
pub fn adaptive_avg_pool2d<B: Backend>(
    cx: &B,
    x: impl Borrow<B::Tensor>,
    size: impl Into<OutputSize>,
) -> Result<B::Tensor> {
    cx.adaptive_avg_pool2d(x.borrow(), size.into())
}

/// [`functional::mean`](crate::functional::mean).
pub fn mean<B: Backend>(
    cx: &B,
    x: impl Borrow<B::Tensor>,
    dims: impl Into<Dims>,
    keepdim: bool,
) -> Result<B::Tensor> {
    cx.mean(x.borrow(), &dims.into(), keepdim)
}

/// [`functional::reshape`](crate::functional::reshape).
pub fn reshape<B: Backend>(
    cx: &B,
    x: impl Borrow<B::Tensor>,
    sizes: impl Into<Dims>,
) -> Result<B::Tensor> {
    let x = x.borrow();
    cx.reshape(x, shape::reshape(x.shape(), &sizes.into())?)
}

/// [`Tensor::view`](crate::Tensor::view).
pub fn view<B: Backend>(
    cx: &B,
    x: impl Borrow<B::Tensor>,
    sizes: impl Into<Dims>,
) -> Result<B::Tensor> {
    reshape(cx, x, sizes)
}

/// [`functional::flatten`](crate::functional::flatten).
pub fn flatten<B: Backend>(
    cx: &B,
    x: impl Borrow<B::Tensor>,
    start_dim: isize,
    end_dim: isize,
) -> Result<B::Tensor> {
    let x = x.borrow();
    cx.reshape(x, shape::flatten(x.shape(), start_dim, end_dim)?)
}

/// [`functional::squeeze`](crate::functional::squeeze).
pub fn squeeze<B: Backend>(cx: &B, x: impl Borrow<B::Tensor>, dim: isize) -> Result<B::Tensor> {
    let x = x.borrow();
    cx.reshape(x, shape::squeeze(x.shape(), dim)?)
}

/// [`functional::unsqueeze`](crate::functional::unsqueeze).
pub fn unsqueeze<B: Backend>(cx: &B, x: impl Borrow<B::Tensor>, dim: isize) -> Result<B::Tensor> {
    let x = x.borrow();
    cx.reshape(x, shape::unsqueeze(x.shape(), dim)?)
}

/// [`functional::permute`](crate::functional::permute).
pub fn permute<B: Backend>(
    cx: &B,
    x: impl Borrow<B::Tensor>,
    dims: impl Into<Dims>,
) -> Result<B::Tensor> {
    cx.permute(x.borrow(), &dims.into())
}

/// [`functional::transpose`](crate::functional::transpose).
pub fn transpose<B: Backend>(
    cx: &B,
    x: impl Borrow<B::Tensor>,
    dim0: isize,
    dim1: isize,
) -> Result<B::Tensor> {
    let x = x.borrow();
    let (_, order) = shape::transpose(x.shape(), dim0, dim1)?;
    cx.permute(x, &order.iter().map(|&d| d as isize).collect::<Vec<_>>())
}

/// [`functional::pad`](crate::functional::pad).
pub fn pad<B: Backend>(
    cx: &B,
    x: impl Borrow<B::Tensor>,
    padding: impl Into<Dims>,
    value: f32,
) -> Result<B::Tensor> {
    cx.pad(x.borrow(), &padding.into(), value)
}

/// [`functional::dropout`](crate::functional::dropout): nothing, in inference.
pub fn dropout<B: Backend>(_: &B, x: impl Borrow<B::Tensor>, _: f32) -> Result<B::Tensor> {
    Ok(x.borrow().clone())
}
