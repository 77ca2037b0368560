//! [`functional`](crate::functional) under a backend: the same names and arguments, before the call
//! sites of those that have one.

use super::{
    Activation, At, Backend, Binary, Epilogue, FoldedBatchNorm, Number, Operand, Pointwise,
    TensorLike,
};
use crate::{
    Result,
    functional::{AvgPool2dArgs, Conv2dArgs, Dims, MaxPool2dArgs, OutputSize, Pair},
    lower::Sites,
    ops::shape,
    tensor::MAX_DIMS,
};

/// The functions, for one call in a model: [`Backend::ops`] makes it.
#[derive(Debug)]
pub struct Ops<'a, B>(pub At<'a, B>);

impl<B: Backend> Ops<'_, B> {
    /// [`functional::conv2d`](crate::functional::conv2d).
    #[allow(clippy::too_many_arguments)]
    pub fn conv2d(
        self,
        x: impl Operand<B::Tensor>,
        weight: impl Operand<B::Tensor>,
        bias: Option<&B::Tensor>,
        stride: impl Into<Pair>,
        padding: impl Into<Pair>,
        dilation: impl Into<Pair>,
        groups: usize,
        sites: &Sites<B>,
        epilogue: Epilogue<'_, B::Tensor>,
    ) -> Result<B::Tensor> {
        let args =
            Conv2dArgs::new().stride(stride).padding(padding).dilation(dilation).groups(groups);
        B::functional_conv2d(self.0, x.borrow(), weight.borrow(), bias, args, sites, epilogue)
    }

    /// [`functional::conv2d_with`](crate::functional::conv2d_with).
    pub fn conv2d_with(
        self,
        x: impl Operand<B::Tensor>,
        weight: impl Operand<B::Tensor>,
        bias: Option<&B::Tensor>,
        args: Conv2dArgs,
        sites: &Sites<B>,
        epilogue: Epilogue<'_, B::Tensor>,
    ) -> Result<B::Tensor> {
        B::functional_conv2d(self.0, x.borrow(), weight.borrow(), bias, args, sites, epilogue)
    }

    /// [`functional::batch_norm`](crate::functional::batch_norm).
    #[allow(clippy::too_many_arguments)]
    pub fn batch_norm(
        self,
        x: impl Operand<B::Tensor>,
        running_mean: impl Operand<B::Tensor>,
        running_var: impl Operand<B::Tensor>,
        weight: Option<&B::Tensor>,
        bias: Option<&B::Tensor>,
        eps: f32,
        sites: &Sites<B>,
        epilogue: Epilogue<'_, B::Tensor>,
    ) -> Result<B::Tensor> {
        let real = |tensor: &B::Tensor| self.0.check(self.0.cx.to_f32(tensor));
        let (mean, var) = (real(running_mean.borrow())?, real(running_var.borrow())?);
        let (weight, bias) = (weight.map(real).transpose()?, bias.map(real).transpose()?);
        let norm = self.0.check(FoldedBatchNorm::new(mean, var, weight, bias, eps))?;
        B::batch_norm(self.0, &norm, x.borrow(), sites, epilogue)
    }

    /// [`functional::linear`](crate::functional::linear).
    pub fn linear(
        self,
        x: impl Operand<B::Tensor>,
        weight: impl Operand<B::Tensor>,
        bias: Option<&B::Tensor>,
        sites: &Sites<B>,
        epilogue: Epilogue<'_, B::Tensor>,
    ) -> Result<B::Tensor> {
        B::functional_linear(self.0, x.borrow(), weight.borrow(), bias, sites, epilogue)
    }

    /// [`functional::add_with`](crate::functional::add_with).
    pub fn add_with(
        self,
        a: impl Operand<B::Tensor>,
        b: impl Operand<B::Tensor>,
        alpha: f32,
        sites: &Sites<B>,
        epilogue: Epilogue<'_, B::Tensor>,
    ) -> Result<B::Tensor> {
        B::binary(
            self.0,
            Binary::Add,
            a.borrow(),
            &B::mul_scalar(self.0, b.borrow(), alpha)?,
            sites,
            epilogue,
        )
    }

    /// `x - c`.
    pub fn sub_number(
        self,
        x: impl Operand<B::Tensor>,
        c: impl Number,
        sites: &Sites<B>,
        epilogue: Epilogue<'_, B::Tensor>,
    ) -> Result<B::Tensor> {
        B::add_scalar(self.0, x.borrow(), -c.get(), sites, epilogue)
    }

    /// `c - x`.
    pub fn rsub_number(
        self,
        c: impl Number,
        x: impl Operand<B::Tensor>,
        sites: &Sites<B>,
        epilogue: Epilogue<'_, B::Tensor>,
    ) -> Result<B::Tensor> {
        B::add_scalar(self.0, &B::mul_scalar(self.0, x.borrow(), -1.0)?, c.get(), sites, epilogue)
    }

    /// `c + x`.
    pub fn radd_number(
        self,
        c: impl Number,
        x: impl Operand<B::Tensor>,
        sites: &Sites<B>,
        epilogue: Epilogue<'_, B::Tensor>,
    ) -> Result<B::Tensor> {
        self.add_number(x, c, sites, epilogue)
    }

    /// `c · x`.
    pub fn rmul_number(self, c: impl Number, x: impl Operand<B::Tensor>) -> Result<B::Tensor> {
        self.mul_number(x, c)
    }

    /// `x + c`.
    pub fn add_number(
        self,
        x: impl Operand<B::Tensor>,
        c: impl Number,
        sites: &Sites<B>,
        epilogue: Epilogue<'_, B::Tensor>,
    ) -> Result<B::Tensor> {
        self.add_scalar(x, c.get(), sites, epilogue)
    }

    /// `x * c`.
    pub fn mul_number(self, x: impl Operand<B::Tensor>, c: impl Number) -> Result<B::Tensor> {
        self.mul_scalar(x, c.get())
    }

    /// `x / c`.
    pub fn div_number(self, x: impl Operand<B::Tensor>, c: impl Number) -> Result<B::Tensor> {
        self.div_scalar(x, c.get())
    }

    /// [`functional::add_scalar`](crate::functional::add_scalar).
    pub fn add_scalar(
        self,
        x: impl Operand<B::Tensor>,
        c: f32,
        sites: &Sites<B>,
        epilogue: Epilogue<'_, B::Tensor>,
    ) -> Result<B::Tensor> {
        B::add_scalar(self.0, x.borrow(), c, sites, epilogue)
    }

    /// [`functional::mul_scalar`](crate::functional::mul_scalar).
    pub fn mul_scalar(self, x: impl Operand<B::Tensor>, c: f32) -> Result<B::Tensor> {
        B::mul_scalar(self.0, x.borrow(), c)
    }

    /// [`functional::div_scalar`](crate::functional::div_scalar).
    pub fn div_scalar(self, x: impl Operand<B::Tensor>, c: f32) -> Result<B::Tensor> {
        B::div_scalar(self.0, x.borrow(), c)
    }

    /// [`functional::cat`](crate::functional::cat).
    pub fn cat<T: Operand<B::Tensor>>(
        self,
        xs: impl AsRef<[T]>,
        dim: isize,
        sites: &Sites<B>,
        epilogue: Epilogue<'_, B::Tensor>,
    ) -> Result<B::Tensor> {
        B::cat(self.0, xs.as_ref(), dim, sites, epilogue)
    }

    /// [`functional::relu`](crate::functional::relu).
    pub fn relu(self, x: impl Operand<B::Tensor>) -> Result<B::Tensor> {
        B::activation(self.0, x.borrow(), Activation::Relu)
    }

    /// [`functional::relu6`](crate::functional::relu6).
    pub fn relu6(self, x: impl Operand<B::Tensor>) -> Result<B::Tensor> {
        B::activation(self.0, x.borrow(), Activation::Relu6)
    }

    /// [`functional::max_pool2d`](crate::functional::max_pool2d).
    pub fn max_pool2d(
        self,
        x: impl Operand<B::Tensor>,
        kernel: impl Into<Pair>,
        stride: impl Into<Pair>,
    ) -> Result<B::Tensor> {
        B::max_pool2d(self.0, x.borrow(), MaxPool2dArgs::new(kernel).stride(stride))
    }

    /// [`functional::max_pool2d_with`](crate::functional::max_pool2d_with).
    pub fn max_pool2d_with(
        self,
        x: impl Operand<B::Tensor>,
        args: MaxPool2dArgs,
    ) -> Result<B::Tensor> {
        B::max_pool2d(self.0, x.borrow(), args)
    }

    /// [`functional::avg_pool2d`](crate::functional::avg_pool2d).
    pub fn avg_pool2d(
        self,
        x: impl Operand<B::Tensor>,
        kernel: impl Into<Pair>,
        stride: impl Into<Pair>,
    ) -> Result<B::Tensor> {
        B::avg_pool2d(self.0, x.borrow(), AvgPool2dArgs::new(kernel).stride(stride))
    }

    /// [`functional::avg_pool2d_with`](crate::functional::avg_pool2d_with).
    pub fn avg_pool2d_with(
        self,
        x: impl Operand<B::Tensor>,
        args: AvgPool2dArgs,
    ) -> Result<B::Tensor> {
        B::avg_pool2d(self.0, x.borrow(), args)
    }

    /// [`functional::adaptive_avg_pool2d`](crate::functional::adaptive_avg_pool2d).
    pub fn adaptive_avg_pool2d(
        self,
        x: impl Operand<B::Tensor>,
        size: impl Into<OutputSize>,
    ) -> Result<B::Tensor> {
        B::adaptive_avg_pool2d(self.0, x.borrow(), size.into())
    }

    /// [`functional::mean`](crate::functional::mean).
    pub fn mean(
        self,
        x: impl Operand<B::Tensor>,
        dims: impl Into<Dims>,
        keepdim: bool,
    ) -> Result<B::Tensor> {
        B::mean(self.0, x.borrow(), &dims.into(), keepdim)
    }

    /// [`functional::reshape`](crate::functional::reshape).
    pub fn reshape(self, x: impl Operand<B::Tensor>, sizes: impl Into<Dims>) -> Result<B::Tensor> {
        let x = x.borrow();
        B::reshape(self.0, x, shape::reshape(x.shape(), &sizes.into()))
    }

    /// [`Tensor::view`](crate::Tensor::view).
    pub fn view(self, x: impl Operand<B::Tensor>, sizes: impl Into<Dims>) -> Result<B::Tensor> {
        self.reshape(x, sizes)
    }

    /// [`functional::flatten`](crate::functional::flatten).
    pub fn flatten(
        self,
        x: impl Operand<B::Tensor>,
        start_dim: isize,
        end_dim: isize,
    ) -> Result<B::Tensor> {
        let x = x.borrow();
        B::reshape(self.0, x, shape::flatten(x.shape(), start_dim, end_dim))
    }

    /// [`functional::squeeze`](crate::functional::squeeze).
    pub fn squeeze(self, x: impl Operand<B::Tensor>, dim: isize) -> Result<B::Tensor> {
        let x = x.borrow();
        B::reshape(self.0, x, shape::squeeze(x.shape(), dim))
    }

    /// [`functional::unsqueeze`](crate::functional::unsqueeze).
    pub fn unsqueeze(self, x: impl Operand<B::Tensor>, dim: isize) -> Result<B::Tensor> {
        let x = x.borrow();
        B::reshape(self.0, x, shape::unsqueeze(x.shape(), dim))
    }

    /// [`functional::permute`](crate::functional::permute).
    pub fn permute(self, x: impl Operand<B::Tensor>, dims: impl Into<Dims>) -> Result<B::Tensor> {
        B::permute(self.0, x.borrow(), &dims.into())
    }

    /// [`functional::transpose`](crate::functional::transpose).
    pub fn transpose(
        self,
        x: impl Operand<B::Tensor>,
        dim0: isize,
        dim1: isize,
    ) -> Result<B::Tensor> {
        let x = x.borrow();
        let (_, order) = self.0.check(shape::transpose(x.shape(), dim0, dim1))?;
        let dims: [isize; MAX_DIMS] =
            std::array::from_fn(|i| order.get(i).map_or(0, |&d| d as isize));
        B::permute(self.0, x, &dims[..order.len()])
    }

    /// [`functional::pad`](crate::functional::pad).
    pub fn pad(
        self,
        x: impl Operand<B::Tensor>,
        padding: impl Into<Dims>,
        value: f32,
    ) -> Result<B::Tensor> {
        B::pad(self.0, x.borrow(), &padding.into(), value)
    }

    /// [`functional::narrow`](crate::functional::narrow).
    pub fn narrow(
        self,
        x: impl Operand<B::Tensor>,
        dim: isize,
        start: isize,
        length: usize,
    ) -> Result<B::Tensor> {
        let x = x.borrow();
        let padding = self.0.check(shape::narrow(x.shape(), dim, start, length))?;
        B::pad(self.0, x, &padding, 0.0)
    }

    /// [`functional::select`](crate::functional::select).
    pub fn select(self, x: impl Operand<B::Tensor>, dim: isize, index: isize) -> Result<B::Tensor> {
        let x = x.borrow();
        let (padding, shape) = self.0.check(shape::select(x.shape(), dim, index))?;
        B::reshape(self.0, &B::pad(self.0, x, &padding, 0.0)?, Ok(shape))
    }

    /// [`functional::split`](crate::functional::split).
    pub fn split(
        self,
        x: impl Operand<B::Tensor>,
        split_size: usize,
        dim: isize,
    ) -> Result<Vec<B::Tensor>> {
        let x = x.borrow();
        let parts = self.0.check(shape::split("split", x.shape(), split_size, dim))?;
        parts.map(|(start, length)| Ops(self.0).narrow(x, dim, start, length)).collect()
    }

    /// [`functional::chunk`](crate::functional::chunk).
    pub fn chunk(
        self,
        x: impl Operand<B::Tensor>,
        chunks: usize,
        dim: isize,
    ) -> Result<Vec<B::Tensor>> {
        let x = x.borrow();
        let parts = self.0.check(shape::chunk(x.shape(), chunks, dim))?;
        parts.map(|(start, length)| Ops(self.0).narrow(x, dim, start, length)).collect()
    }

    /// [`functional::dropout`](crate::functional::dropout): nothing, in inference.
    pub fn dropout(self, x: impl Operand<B::Tensor>, _: f32) -> Result<B::Tensor> {
        Ok(x.borrow().clone())
    }
}

macro_rules! pointwise {
    ($($name:ident => $function:ident $({ $arg:ident })?;)*) => {
        impl<B: Backend> Ops<'_, B> {$(
            #[doc = concat!("[`functional::", stringify!($name), "`](crate::functional::", stringify!($name), ").")]
            pub fn $name(
                self,
                x: impl Operand<B::Tensor>,
                $($arg: f32,)?
                sites: &Sites<B>,
                epilogue: Epilogue<'_, B::Tensor>,
            ) -> Result<B::Tensor> {
                let function = Pointwise::$function $({ $arg })?;
                B::pointwise(self.0, x.borrow(), function, sites, epilogue)
            }
        )*}
    };
}

pointwise! {
    sigmoid => Sigmoid;
    tanh => Tanh;
    silu => Silu;
    gelu => Gelu;
    hardswish => Hardswish;
    hardsigmoid => Hardsigmoid;
    leaky_relu => LeakyRelu { negative_slope };
    elu => Elu { alpha };
}

macro_rules! binary {
    ($($name:ident => $op:ident;)*) => {
        impl<B: Backend> Ops<'_, B> {$(
        #[doc = concat!("[`functional::", stringify!($name), "`](crate::functional::", stringify!($name), ") of two tensors.")]
        pub fn $name(self,
            a: impl Operand<B::Tensor>,
            b: impl Operand<B::Tensor>,
            sites: &Sites<B>,
            epilogue: Epilogue<'_, B::Tensor>,
        ) -> Result<B::Tensor> {
            B::binary(self.0, Binary::$op, a.borrow(), b.borrow(), sites, epilogue)
        }
    )*}
    };
}

binary! {
    add => Add;
    sub => Sub;
    mul => Mul;
}
