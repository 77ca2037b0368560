//! The operations of [`functional`](crate::functional) as methods.

use std::borrow::Borrow;

use super::Tensor;
use crate::functional::{
    self as F, AvgPool2dArgs, Conv2dArgs, Dims, MaxPool2dArgs, OutputSize, Pair,
};

/// Operations; each is the function of that name in [`functional`](crate::functional), which
/// documents it.
impl Tensor {
    /// [`functional::relu`](crate::functional::relu).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::from(vec![-1.0, 2.0]).relu().as_slice(), [0.0, 2.0]);
    /// ```
    #[track_caller]
    pub fn relu(&self) -> Tensor {
        F::relu(self)
    }

    /// [`functional::relu6`](crate::functional::relu6).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::from(vec![-1.0, 9.0]).relu6().as_slice(), [0.0, 6.0]);
    /// ```
    #[track_caller]
    pub fn relu6(&self) -> Tensor {
        F::relu6(self)
    }

    /// [`functional::dropout`](crate::functional::dropout).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::ones(&[2]).dropout(0.5), Tensor::ones(&[2]));
    /// ```
    #[track_caller]
    pub fn dropout(&self, p: f32) -> Tensor {
        F::dropout(self, p)
    }

    /// [`functional::conv2d`](crate::functional::conv2d).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// let (x, w) = (Tensor::ones(&[1, 3, 8, 8]), Tensor::ones(&[5, 3, 3, 3]));
    /// assert_eq!(x.conv2d(&w, None, 1, 0, 1, 1).shape(), [1, 5, 6, 6]);
    /// ```
    #[track_caller]
    pub fn conv2d(
        &self,
        weight: impl Borrow<Tensor>,
        bias: Option<&Tensor>,
        stride: impl Into<Pair>,
        padding: impl Into<Pair>,
        dilation: impl Into<Pair>,
        groups: usize,
    ) -> Tensor {
        F::conv2d(self, weight, bias, stride, padding, dilation, groups)
    }

    /// [`functional::conv2d_with`](crate::functional::conv2d_with).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// use quantizable::functional::Conv2dArgs;
    /// let (x, w) = (Tensor::ones(&[1, 3, 8, 8]), Tensor::ones(&[5, 3, 3, 3]));
    /// assert_eq!(x.conv2d_with(&w, None, Conv2dArgs::new().stride(2)).shape(), [1, 5, 3, 3]);
    /// ```
    #[track_caller]
    pub fn conv2d_with(
        &self,
        weight: impl Borrow<Tensor>,
        bias: Option<&Tensor>,
        args: Conv2dArgs,
    ) -> Tensor {
        F::conv2d_with(self, weight, bias, args)
    }

    /// [`functional::batch_norm`](crate::functional::batch_norm).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// let (mean, var) = (Tensor::ones(&[2]), Tensor::full(&[2], 4.0));
    /// let y = Tensor::full(&[1, 2], 5.0).batch_norm(&mean, &var, None, None, 0.0);
    /// assert_eq!(y.as_slice(), [2.0, 2.0]);
    /// ```
    #[track_caller]
    pub fn batch_norm(
        &self,
        running_mean: impl Borrow<Tensor>,
        running_var: impl Borrow<Tensor>,
        weight: Option<&Tensor>,
        bias: Option<&Tensor>,
        eps: f32,
    ) -> Tensor {
        F::batch_norm(self, running_mean, running_var, weight, bias, eps)
    }

    /// [`functional::linear`](crate::functional::linear).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::ones(&[4, 2]).linear(Tensor::ones(&[3, 2]), None).shape(), [4, 3]);
    /// ```
    #[track_caller]
    pub fn linear(&self, weight: impl Borrow<Tensor>, bias: Option<&Tensor>) -> Tensor {
        F::linear(self, weight, bias)
    }

    /// [`functional::max_pool2d`](crate::functional::max_pool2d).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::ones(&[1, 3, 8, 8]).max_pool2d(2, 2).shape(), [1, 3, 4, 4]);
    /// ```
    #[track_caller]
    pub fn max_pool2d(&self, kernel: impl Into<Pair>, stride: impl Into<Pair>) -> Tensor {
        F::max_pool2d(self, kernel, stride)
    }

    /// [`functional::max_pool2d_with`](crate::functional::max_pool2d_with).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// use quantizable::functional::MaxPool2dArgs;
    /// let args = MaxPool2dArgs::new(3).stride(2).padding(1);
    /// assert_eq!(Tensor::ones(&[1, 3, 8, 8]).max_pool2d_with(args).shape(), [1, 3, 4, 4]);
    /// ```
    #[track_caller]
    pub fn max_pool2d_with(&self, args: MaxPool2dArgs) -> Tensor {
        F::max_pool2d_with(self, args)
    }

    /// [`functional::avg_pool2d`](crate::functional::avg_pool2d).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::ones(&[1, 3, 8, 8]).avg_pool2d(3, 1).shape(), [1, 3, 6, 6]);
    /// ```
    #[track_caller]
    pub fn avg_pool2d(&self, kernel: impl Into<Pair>, stride: impl Into<Pair>) -> Tensor {
        F::avg_pool2d(self, kernel, stride)
    }

    /// [`functional::avg_pool2d_with`](crate::functional::avg_pool2d_with).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// use quantizable::functional::AvgPool2dArgs;
    /// let args = AvgPool2dArgs::new(3).stride(1).padding(1);
    /// assert_eq!(Tensor::ones(&[1, 3, 8, 8]).avg_pool2d_with(args).shape(), [1, 3, 8, 8]);
    /// ```
    #[track_caller]
    pub fn avg_pool2d_with(&self, args: AvgPool2dArgs) -> Tensor {
        F::avg_pool2d_with(self, args)
    }

    /// [`functional::adaptive_avg_pool2d`](crate::functional::adaptive_avg_pool2d).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::ones(&[1, 3, 8, 8]).adaptive_avg_pool2d(1).shape(), [1, 3, 1, 1]);
    /// ```
    #[track_caller]
    pub fn adaptive_avg_pool2d(&self, output_size: impl Into<OutputSize>) -> Tensor {
        F::adaptive_avg_pool2d(self, output_size)
    }

    /// [`functional::add`](crate::functional::add()).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// let x = Tensor::ones(&[2]);
    /// assert_eq!(x.add(&x), &x + &x);
    /// ```
    #[track_caller]
    pub fn add(&self, other: impl Borrow<Tensor>) -> Tensor {
        F::add(self, other)
    }

    /// [`functional::add_with`](crate::functional::add_with).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// let x = Tensor::ones(&[2]);
    /// assert_eq!(x.add_with(&x, 2.0), &x + 2.0 * &x);
    /// ```
    #[track_caller]
    pub fn add_with(&self, other: impl Borrow<Tensor>, alpha: f32) -> Tensor {
        F::add_with(self, other, alpha)
    }

    /// [`functional::add_scalar`](crate::functional::add_scalar).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// let x = Tensor::ones(&[2]);
    /// assert_eq!(x.add_scalar(2.0), x + 2.0);
    /// ```
    #[track_caller]
    pub fn add_scalar(&self, value: f32) -> Tensor {
        F::add_scalar(self, value)
    }

    /// [`functional::sub`](crate::functional::sub()).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// let x = Tensor::ones(&[2]);
    /// assert_eq!(x.sub(&x), &x - &x);
    /// ```
    #[track_caller]
    pub fn sub(&self, other: impl Borrow<Tensor>) -> Tensor {
        F::sub(self, other)
    }

    /// [`functional::mul`](crate::functional::mul()).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// let x = Tensor::ones(&[2]);
    /// assert_eq!(x.mul(&x), &x * &x);
    /// ```
    #[track_caller]
    pub fn mul(&self, other: impl Borrow<Tensor>) -> Tensor {
        F::mul(self, other)
    }

    /// [`functional::mul_scalar`](crate::functional::mul_scalar).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// let x = Tensor::ones(&[2]);
    /// assert_eq!(x.mul_scalar(2.0), x * 2.0);
    /// ```
    #[track_caller]
    pub fn mul_scalar(&self, value: f32) -> Tensor {
        F::mul_scalar(self, value)
    }

    /// [`functional::div_scalar`](crate::functional::div_scalar).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// let x = Tensor::ones(&[2]);
    /// assert_eq!(x.div_scalar(2.0), x / 2.0);
    /// ```
    #[track_caller]
    pub fn div_scalar(&self, value: f32) -> Tensor {
        F::div_scalar(self, value)
    }

    /// [`functional::mean`](crate::functional::mean).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::ones(&[1, 3, 8, 8]).mean([2, 3], false).shape(), [1, 3]);
    /// ```
    #[track_caller]
    pub fn mean(&self, dims: impl Into<Dims>, keepdim: bool) -> Tensor {
        F::mean(self, dims, keepdim)
    }

    /// [`functional::reshape`](crate::functional::reshape).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::ones(&[2, 3, 4]).reshape([-1, 12]).shape(), [2, 12]);
    /// ```
    #[track_caller]
    pub fn reshape(&self, shape: impl Into<Dims>) -> Tensor {
        F::reshape(self, shape)
    }

    /// [`functional::view`](crate::functional::view).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// let x = Tensor::ones(&[2, 3, 4]);
    /// assert_eq!(x.view((x.size(0), -1)).shape(), [2, 12]);
    /// ```
    #[track_caller]
    pub fn view(&self, shape: impl Into<Dims>) -> Tensor {
        F::view(self, shape)
    }

    /// [`functional::flatten`](crate::functional::flatten).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::ones(&[2, 3, 4]).flatten(1, -1).shape(), [2, 12]);
    /// ```
    #[track_caller]
    pub fn flatten(&self, start_dim: isize, end_dim: isize) -> Tensor {
        F::flatten(self, start_dim, end_dim)
    }

    /// [`functional::permute`](crate::functional::permute).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::ones(&[1, 3, 4, 5]).permute([0, 2, 3, 1]).shape(), [1, 4, 5, 3]);
    /// ```
    #[track_caller]
    pub fn permute(&self, dims: impl Into<Dims>) -> Tensor {
        F::permute(self, dims)
    }

    /// [`functional::transpose`](crate::functional::transpose).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::ones(&[2, 3]).transpose(0, 1).shape(), [3, 2]);
    /// ```
    #[track_caller]
    pub fn transpose(&self, dim0: isize, dim1: isize) -> Tensor {
        F::transpose(self, dim0, dim1)
    }

    /// [`functional::squeeze`](crate::functional::squeeze).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::ones(&[2, 1]).squeeze(-1).shape(), [2]);
    /// ```
    #[track_caller]
    pub fn squeeze(&self, dim: isize) -> Tensor {
        F::squeeze(self, dim)
    }

    /// [`functional::unsqueeze`](crate::functional::unsqueeze).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::ones(&[2]).unsqueeze(0).shape(), [1, 2]);
    /// ```
    #[track_caller]
    pub fn unsqueeze(&self, dim: isize) -> Tensor {
        F::unsqueeze(self, dim)
    }

    /// [`functional::pad`](crate::functional::pad).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::ones(&[1, 2]).pad([1, 0], 0.0).as_slice(), [0.0, 1.0, 1.0]);
    /// ```
    #[track_caller]
    pub fn pad(&self, padding: impl Into<Dims>, value: f32) -> Tensor {
        F::pad(self, padding, value)
    }

    /// [`functional::narrow`](crate::functional::narrow).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::ones(&[2, 6]).narrow(1, 2, 3).shape(), [2, 3]);
    /// ```
    #[track_caller]
    pub fn narrow(&self, dim: isize, start: isize, length: usize) -> Tensor {
        F::narrow(self, dim, start, length)
    }

    /// [`functional::select`](crate::functional::select).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::ones(&[2, 6]).select(1, 0).shape(), [2]);
    /// ```
    #[track_caller]
    pub fn select(&self, dim: isize, index: isize) -> Tensor {
        F::select(self, dim, index)
    }

    /// [`functional::split`](crate::functional::split).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::ones(&[2, 6]).split(4, 1)[1].shape(), [2, 2]);
    /// ```
    #[track_caller]
    pub fn split(&self, split_size: usize, dim: isize) -> Vec<Tensor> {
        F::split(self, split_size, dim)
    }

    /// [`functional::chunk`](crate::functional::chunk).
    ///
    /// ```
    /// # use quantizable::Tensor;
    /// assert_eq!(Tensor::ones(&[2, 6]).chunk(2, 1)[1].shape(), [2, 3]);
    /// ```
    #[track_caller]
    pub fn chunk(&self, chunks: usize, dim: isize) -> Vec<Tensor> {
        F::chunk(self, chunks, dim)
    }
}

macro_rules! pointwise {
    ($($name:ident($($arg:ident: $value:literal)?);)*) => {
        impl Tensor {$(
            #[doc = concat!(
                "[`functional::", stringify!($name), "`](crate::functional::", stringify!($name), ").\n\n",
                "```\n# use quantizable::{Tensor, functional as F};\n",
                "let x = Tensor::from(vec![-1.0, 2.0]);\n",
                "assert_eq!(x.", stringify!($name), "(", $($value,)? "), ",
                "F::", stringify!($name), "(&x", $(", ", $value,)? "));\n```"
            )]
            #[track_caller]
            pub fn $name(&self $(, $arg: f32)?) -> Tensor {
                F::$name(self $(, $arg)?)
            }
        )*}
    };
}

pointwise! {
    sigmoid();
    tanh();
    silu();
    gelu();
    hardswish();
    hardsigmoid();
    leaky_relu(negative_slope: 0.5);
    elu(alpha: 0.5);
}
