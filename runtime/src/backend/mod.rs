//! The interpreters of a lowered model: what each of its operations does.
//!
//! The macro writes one body for a model, generic over [`Backend`]:
//!
//! | backend | tensors | a call site's state | runs |
//! |---|---|---|---|
//! | [`Float`] | f32 | nothing | the model as written |
//! | [`Observe`] | f32 | an observer | calibration |
//! | [`FakeQuant`] | f32 on the quantized grid | scale and zero point | int8, defined in plain loops |
//! | [`Int8`] | u8 | scale and zero point, tables | int8, on the kernels |

#![allow(clippy::wrong_self_convention, reason = "backends take values in: `cx.from_f32(x)`")]

mod at;
mod concrete;
mod engine;
mod epilogue;
mod f32;
mod fake_quant;
mod fold;
mod int8;
mod layers;
mod observe;
mod ops;
mod quantized;
mod read;
#[cfg(test)]
mod tests;
mod trace;
mod weights;

pub use at::{At, TakenForTensor, region};
pub use concrete::QuantizedBackend;
pub use engine::{Engine, Run, Tabulated, Tail};
pub use epilogue::Epilogue;
pub use f32::{F32, F32Site, Float, Observe};
pub use fake_quant::{FakeQuant, Reference};
pub(crate) use fold::fold_batch_norm;
pub use fold::{Foldable, FoldedBatchNorm};
pub use int8::{Int8, Kernels, Packed};
pub use layers::Layers;
pub use observe::ObserverSite;
pub(crate) use observe::Seen;
pub use ops::Ops;
pub use quantized::{Layer8, LazyForm, Quant, Quantized8, Site8, Value8};
pub use read::Reads;
pub use weights::{Description, QuantizedWeights};

use std::{borrow::Borrow, fmt::Debug};

use crate::{
    Result, Tensor,
    error::OpError,
    functional::{AvgPool2dArgs, Conv2dArgs, MaxPool2dArgs, OutputSize, Pair},
    lower::Sites,
    meeting::held::Held,
    plan::Op,
    tensor::Shape,
};

/// Methods that other types have too: of what was not known to be a tensor they were left as they are.
macro_rules! unknown_tensor {
    ($($name:ident($($arg:ident: $ty:ty),*);)*) => {$(
        #[doc(hidden)]
        fn $name(&self $(, $arg: $ty)*) -> Self
        where
            Self: KnownTensor,
        {
            unreachable!("no tensor is known to be one")
        }
    )*};
}

/// Holds for no tensor.
#[diagnostic::on_unimplemented(
    message = "it is not known that this is a tensor, so the operation was not lowered",
    label = "give it a name with a type first: `let y: Tensor = …;`"
)]
pub trait KnownTensor {}

/// What a lowered body asks of any tensor without reading its elements.
pub trait TensorLike: Clone + Debug + Send + Sync {
    /// The sizes of its dimensions, in PyTorch's order (NCHW).
    fn shape(&self) -> &[usize];

    /// The number of dimensions.
    fn dim(&self) -> usize {
        self.shape().len()
    }

    /// The number of elements.
    fn numel(&self) -> usize {
        self.shape().iter().product()
    }

    /// Whether its values have no say in how it is quantized.
    #[doc(hidden)]
    fn has_qparams(&self) -> bool {
        true
    }

    unknown_tensor! {
        sigmoid(); tanh(); silu(); gelu(); hardswish(); hardsigmoid(); leaky_relu(_a: f32);
        elu(_a: f32); narrow(_a: isize, _b: isize, _c: usize); select(_a: isize, _b: isize);
        split(_a: usize, _b: isize); chunk(_a: usize, _b: isize);
    }

    /// The tensor that a method is called on, whether the user holds it by value or by reference.
    #[doc(hidden)]
    fn by_ref(&self) -> &Self {
        self
    }
}

impl TensorLike for Tensor {
    fn shape(&self) -> &[usize] {
        Tensor::shape(self)
    }
}

/// What a lowered body gives an operation for a tensor.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is taken for a tensor here",
    label = "no tensor",
    note = "say what it is where it gets its name: `let name: {Self} = …;`"
)]
pub trait Operand<T>: Borrow<T> {}

#[diagnostic::do_not_recommend]
impl<T, X: Borrow<T>> Operand<T> for X {}

/// What a lowered body gives an operator of a tensor and a number for the number.
#[diagnostic::on_unimplemented(
    message = "an operator of a tensor and `{Self}` is not an operation that can be quantized",
    label = "no `f32`",
    note = "put `#[quantizable(float)]` on the statement to run it in f32 between dequantize and quantize"
)]
pub trait Number {
    /// The number.
    fn get(self) -> f32;
}

impl Number for f32 {
    fn get(self) -> f32 {
        self
    }
}

/// An interpreter of lowered models.
///
/// Operations with a call site, one of the model's `sites`, can have a scale and zero point of their own
/// and absorb what follows them in an [`Epilogue`]; the others keep those of their input.
pub trait Backend: Sized + Send + Sync + 'static {
    /// An activation, or a constant tensor of the model.
    type Tensor: TensorLike;
    /// The state of a call site.
    type Site: Send + Sync;
    /// A convolution layer.
    type LoweredConv2d: Send + Sync;
    /// A linear layer.
    type LoweredLinear: Send + Sync;

    /// Calls layers, where the model has its operation `op`.
    fn layers<'a>(&'a self, ops: &'static [Op], op: usize) -> Layers<'a, Self> {
        Layers(At { cx: self, ops, op })
    }
    /// Calls functions, likewise.
    fn ops<'a>(&'a self, ops: &'static [Op], op: usize) -> Ops<'a, Self> {
        Ops(At { cx: self, ops, op })
    }
    /// Reads sizes and values, likewise.
    fn reads<'a>(&'a self, ops: &'static [Op], op: usize) -> Reads<'a, Self> {
        Reads(At { cx: self, ops, op })
    }

    /// A local and its value in f32, for a region in f32.
    #[doc(hidden)]
    fn local<'a, T>(&self, local: &'a T, value: &'a Tensor) -> Held<'a, T> {
        Held(local, value)
    }
    /// Of [`functional::max_pool2d`](crate::functional::max_pool2d).
    fn max_pool2d_args(&self, kernel: impl Into<Pair>, stride: impl Into<Pair>) -> MaxPool2dArgs {
        MaxPool2dArgs::new(kernel).stride(stride)
    }

    /// Takes an input of the model.
    fn input(&self, x: Tensor, site: &Self::Site) -> Result<Self::Tensor>;
    /// Hands out an f32 copy.
    fn to_f32(&self, x: &Self::Tensor) -> Result<Tensor>;
    /// Takes back what was computed in f32.
    fn from_f32(at: At<'_, Self>, x: Tensor, sites: &Sites<Self>) -> Result<Self::Tensor>;
    /// Notes that what was computed in f32 is nothing to be taken back.
    fn without_tensors(at: At<'_, Self>, sites: &Sites<Self>);

    /// [`nn::Conv2d`](crate::nn::Conv2d).
    fn conv2d(
        at: At<'_, Self>,
        conv: &Self::LoweredConv2d,
        x: &Self::Tensor,
        sites: &Sites<Self>,
        epilogue: Epilogue<'_, Self::Tensor>,
    ) -> Result<Self::Tensor>;
    /// [`nn::Linear`](crate::nn::Linear).
    fn linear(
        at: At<'_, Self>,
        linear: &Self::LoweredLinear,
        x: &Self::Tensor,
        sites: &Sites<Self>,
        epilogue: Epilogue<'_, Self::Tensor>,
    ) -> Result<Self::Tensor>;
    /// [`nn::BatchNorm2d`](crate::nn::BatchNorm2d) and [`nn::BatchNorm1d`](crate::nn::BatchNorm1d).
    fn batch_norm(
        at: At<'_, Self>,
        norm: &FoldedBatchNorm,
        x: &Self::Tensor,
        sites: &Sites<Self>,
        epilogue: Epilogue<'_, Self::Tensor>,
    ) -> Result<Self::Tensor>;
    /// [`functional::conv2d`](crate::functional::conv2d) with weights that the model holds as tensors.
    fn functional_conv2d(
        at: At<'_, Self>,
        x: &Self::Tensor,
        weight: &Self::Tensor,
        bias: Option<&Self::Tensor>,
        args: Conv2dArgs,
        sites: &Sites<Self>,
        epilogue: Epilogue<'_, Self::Tensor>,
    ) -> Result<Self::Tensor>;
    /// [`functional::linear`](crate::functional::linear) with weights that the model holds as tensors.
    fn functional_linear(
        at: At<'_, Self>,
        x: &Self::Tensor,
        weight: &Self::Tensor,
        bias: Option<&Self::Tensor>,
        sites: &Sites<Self>,
        epilogue: Epilogue<'_, Self::Tensor>,
    ) -> Result<Self::Tensor>;

    /// `a op b`, broadcast.
    fn binary(
        at: At<'_, Self>,
        op: Binary,
        a: &Self::Tensor,
        b: &Self::Tensor,
        sites: &Sites<Self>,
        epilogue: Epilogue<'_, Self::Tensor>,
    ) -> Result<Self::Tensor>;
    /// `x + c`.
    fn add_scalar(
        at: At<'_, Self>,
        x: &Self::Tensor,
        c: f32,
        sites: &Sites<Self>,
        epilogue: Epilogue<'_, Self::Tensor>,
    ) -> Result<Self::Tensor>;
    /// A function of each element.
    fn pointwise(
        at: At<'_, Self>,
        x: &Self::Tensor,
        function: Pointwise,
        sites: &Sites<Self>,
        epilogue: Epilogue<'_, Self::Tensor>,
    ) -> Result<Self::Tensor>;
    /// The tensors one after the other along a dimension.
    fn cat<T: Borrow<Self::Tensor>>(
        at: At<'_, Self>,
        xs: &[T],
        dim: isize,
        sites: &Sites<Self>,
        epilogue: Epilogue<'_, Self::Tensor>,
    ) -> Result<Self::Tensor>;

    /// `x · c`.
    fn mul_scalar(at: At<'_, Self>, x: &Self::Tensor, c: f32) -> Result<Self::Tensor>;
    /// `x / c`.
    fn div_scalar(at: At<'_, Self>, x: &Self::Tensor, c: f32) -> Result<Self::Tensor>;
    /// [`relu`](crate::functional::relu) or [`relu6`](crate::functional::relu6).
    fn activation(
        at: At<'_, Self>,
        x: &Self::Tensor,
        activation: Activation,
    ) -> Result<Self::Tensor>;
    /// [`functional::max_pool2d`](crate::functional::max_pool2d).
    fn max_pool2d(at: At<'_, Self>, x: &Self::Tensor, args: MaxPool2dArgs) -> Result<Self::Tensor>;
    /// [`functional::avg_pool2d`](crate::functional::avg_pool2d).
    fn avg_pool2d(at: At<'_, Self>, x: &Self::Tensor, args: AvgPool2dArgs) -> Result<Self::Tensor>;
    /// [`functional::adaptive_avg_pool2d`](crate::functional::adaptive_avg_pool2d).
    fn adaptive_avg_pool2d(
        at: At<'_, Self>,
        x: &Self::Tensor,
        size: OutputSize,
    ) -> Result<Self::Tensor>;
    /// The mean over some dimensions; over all if there are none.
    fn mean(
        at: At<'_, Self>,
        x: &Self::Tensor,
        dims: &[isize],
        keepdim: bool,
    ) -> Result<Self::Tensor>;
    /// The same elements in row-major order under another shape, which has as many, if there is one.
    fn reshape(
        at: At<'_, Self>,
        x: &Self::Tensor,
        shape: Result<Shape, OpError>,
    ) -> Result<Self::Tensor>;
    /// The dimensions in another order.
    fn permute(at: At<'_, Self>, x: &Self::Tensor, dims: &[isize]) -> Result<Self::Tensor>;
    /// Padding with a constant; PyTorch's list, the last dimension first.
    fn pad(
        at: At<'_, Self>,
        x: &Self::Tensor,
        padding: &[isize],
        value: f32,
    ) -> Result<Self::Tensor>;
}

/// An elementwise operation of two tensors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binary {
    /// `a + b`
    Add,
    /// `a - b`
    Sub,
    /// `a * b`
    Mul,
}

impl Binary {
    /// PyTorch's name of it.
    pub fn name(self) -> &'static str {
        match self {
            Binary::Add => "add",
            Binary::Sub => "sub",
            Binary::Mul => "mul",
        }
    }
}

pub use crate::{kernel::Activation, ops::Pointwise};
